import { Paperclip, SendHorizontal, X } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useCallback, useRef, useState } from 'react';
import type { CallController } from '../app/callController';
import { canWrite, waitingFor } from '../call/chat';
import type { FileLine as File } from '../call/files';
import type { ChatLine, Remote, Stage } from '../call/state';
import css from './ChatPanel.module.css';
import { FileLine } from './FileLine';
import { LinkedText } from './LinkedText';
import { strings } from './strings';

interface Props {
  controller: CallController;
  call: Extract<Stage, { at: 'in-call' }>;
  close(): void;
}

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

export function ChatPanel({ controller, call, close }: Props) {
  const [text, setText] = useState('');
  const words = strings.chat;
  const entries = inOrder(call.chat.lines, call.chat.files);
  const picker = useRef<HTMLInputElement>(null);
  const writable = canWrite(call);
  const send = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (!writable) return;
    controller.writeChat(text);
    setText('');
  };
  const focusField = useCallback((field: HTMLTextAreaElement | null) => field?.focus(), []);
  const scrollToEnd = useCallback((end: HTMLLIElement | null) => end?.scrollIntoView({ block: 'end' }), []);
  return (
    <aside className={css.panel} aria-labelledby="chat" onKeyDown={(event) => event.key === 'Escape' && close()}>
      <header className={css.header}>
        <h2 id="chat">{words.heading}</h2>
        <button type="button" aria-label={words.close} onClick={close}>
          <X size={20} aria-hidden="true" />
        </button>
      </header>
      <ol className={css.lines} aria-live="polite" aria-relevant="additions">
        {entries.length === 0 && <li className={css.empty}>{words.empty}</li>}
        {entries.map((entry, index) =>
          'key' in entry ? (
            <li key={keyOf(entry)} className={css.line} data-mine={entry.mine || undefined}>
              <p className={css.who}>
                <span>{entry.mine ? strings.files.to(entry.person) : strings.files.from(entry.person)}</span>{' '}
                <time>{time.format(entry.offeredAt)}</time>
              </p>
              <FileLine controller={controller} file={entry} />
            </li>
          ) : (
            <Line key={keyOf(entry)} line={entry} again={isOf(entries[index - 1], entry)} remotes={call.remotes} />
          ),
        )}
        <li key={`after ${keyOf(entries.at(-1))}`} ref={scrollToEnd} aria-hidden="true" />
      </ol>
      <form className={css.form} onSubmit={send}>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={({ target }) => {
            controller.attach([...(target.files ?? [])]);
            target.value = '';
          }}
        />
        <button
          type="button"
          className={css.attach}
          aria-label={strings.files.attach}
          title={strings.files.attach}
          disabled={call.remotes.length === 0}
          onClick={() => picker.current?.click()}
        >
          <Paperclip size={20} aria-hidden="true" />
        </button>
        <textarea
          ref={focusField}
          rows={1}
          value={text}
          aria-label={words.field}
          placeholder={words.placeholder}
          maxLength={4000}
          enterKeyHint="send"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
          }}
        />
        <button type="submit" aria-label={words.send} disabled={!writable || text.trim() === ''}>
          <SendHorizontal size={20} aria-hidden="true" />
        </button>
      </form>
      {!writable && <p className={css.nobody}>{call.remotes.length === 0 ? words.nobody : words.full}</p>}
    </aside>
  );
}

function inOrder(lines: readonly ChatLine[], files: readonly File[]): readonly (ChatLine | File)[] {
  return [...lines, ...files].sort((a, b) => timeOf(a) - timeOf(b));
}

function keyOf(entry: ChatLine | File | undefined): string {
  return entry === undefined ? '' : 'key' in entry ? entry.key : `${entry.from}/${entry.id}`;
}

function timeOf(entry: ChatLine | File): number {
  return 'key' in entry ? entry.offeredAt : entry.writtenAt;
}

function isOf(entry: ChatLine | File | undefined, { from }: ChatLine): boolean {
  return entry !== undefined && !('key' in entry) && entry.from === from;
}

interface LineProps {
  line: ChatLine;
  /** Whether the line before it is from the same person. */
  again: boolean;
  remotes: readonly Remote[];
}

function Line({ line, again, remotes }: LineProps) {
  const mine = line.from === 'me';
  const missing = waitingFor(line, remotes).filter(isOutOfReach);
  return (
    <li className={css.line} data-mine={mine || undefined}>
      <p className={again ? 'visually-hidden' : css.who}>
        <span>{mine ? strings.chat.me : line.name}</span> <time>{time.format(line.writtenAt)}</time>
        {line.toldBy !== undefined && <> ({strings.chat.told(line.toldBy)})</>}
      </p>
      <p className={css.text}>
        <LinkedText text={line.text} />
      </p>
      {missing.length > 0 && (
        <p className={css.waiting}>
          {strings.chat.waiting(
            missing.map(({ participant }) => participant.name),
            remotes.length,
          )}
        </p>
      )}
    </li>
  );
}

/** While a connection works, what was just written is under way and nothing to worry about. */
function isOutOfReach({ peer, channelOpen }: Remote): boolean {
  return peer.at !== 'connected' || !channelOpen;
}
