import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { App } from '../../app/app';
import type { DirectCall } from '../../app/direct/directCall';
import { Scanner } from '../../app/direct/scanner';
import { useStore } from '../hooks';
import { Video } from '../Video';
import css from './Direct.module.css';
import { words } from './words';

interface Props {
  app: App;
  call: DirectCall;
  found(text: string): void;
  close(): void;
}

const show = (dialog: HTMLDialogElement | null) => {
  if (dialog !== null && !dialog.open) dialog.showModal();
};

export function ScanDialog({ app, call, found, close }: Props) {
  const [scanner] = useState(() => new Scanner(app.environment, call.controller, found));
  // The camera goes off however the dialog goes away.
  useEffect(() => () => scanner.close(), [scanner]);
  const state = useStore(scanner);
  return (
    <dialog ref={show} className={css.scanner} aria-labelledby="scanner" onClose={close}>
      <header>
        <h2 id="scanner">{words.scanner.heading}</h2>
        <button type="button" aria-label={words.scanner.close} onClick={close}>
          <X size={20} aria-hidden="true" />
        </button>
      </header>
      <div className={css.view}>
        {state.at === 'looking' && (
          <Video stream={state.stream} attached={scanner.attached} muted aria-label={words.scanner.view} />
        )}
        {state.at === 'opening' && <p role="status">{words.scanner.opening}</p>}
        {state.at === 'failed' && <p role="alert">{words.scanner.failed}</p>}
      </div>
    </dialog>
  );
}
