import { Camera, Image as Picture } from 'lucide-react';
import { type ClipboardEvent, type FormEvent, useRef, useState } from 'react';
import type { App } from '../../app/app';
import type { DirectCall, Problem } from '../../app/direct/directCall';
import { readQrFile } from '../../app/direct/scanner';
import { Button } from '../Button';
import css from './Direct.module.css';
import { ScanDialog } from './ScanDialog';
import { problemText, words } from './words';

interface Props {
  app: App;
  call: DirectCall;
  problem: Problem | undefined;
  submit: string;
  primary: boolean;
}

/** Where the other side's code goes in: as text, through the camera, or from a picture. What is written stays. */
export function CodeInput({ app, call, problem, submit, primary }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const picture = useRef<HTMLInputElement>(null);
  const [scanning, setScanning] = useState(false);
  const [unreadable, setUnreadable] = useState(false);
  const take = (text: string | undefined) => {
    setScanning(false);
    setUnreadable(text === undefined);
    if (text === undefined) return;
    if (field.current !== null) field.current.value = text;
    void call.take(text);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    take(field.current?.value ?? '');
    field.current?.focus();
  };
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    if (event.currentTarget.value !== '') return;
    event.preventDefault();
    take(event.clipboardData.getData('text'));
  };
  const wrong = unreadable ? { heading: words.input.noQr, why: words.input.noQrWhy } : problem && problemText(problem);
  return (
    <form className={css.input} onSubmit={send}>
      <textarea
        ref={field}
        rows={4}
        aria-label={words.input.field}
        placeholder={words.input.placeholder}
        aria-invalid={wrong !== undefined}
        aria-describedby="code-problem"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onPaste={paste}
      />
      <p id="code-problem" className={css.problem} role="alert">
        {wrong && (
          <>
            <strong>{wrong.heading}.</strong> {wrong.why}
          </>
        )}
      </p>
      <div className={css.buttons}>
        <Button look={primary ? 'primary' : 'quiet'} type="submit">
          {submit}
        </Button>
        <Button onClick={() => setScanning(true)}>
          <Camera size={18} aria-hidden="true" />
          {words.input.scan}
        </Button>
        <Button onClick={() => picture.current?.click()}>
          <Picture size={18} aria-hidden="true" />
          {words.input.picture}
        </Button>
        <input
          ref={picture}
          hidden
          type="file"
          accept="image/*"
          aria-label={words.input.picture}
          onChange={async ({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file !== undefined) take(await readQrFile(file));
            currentTarget.value = '';
          }}
        />
      </div>
      {scanning && <ScanDialog app={app} call={call} found={take} close={() => setScanning(false)} />}
    </form>
  );
}
