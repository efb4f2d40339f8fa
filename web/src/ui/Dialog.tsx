import { X } from 'lucide-react';
import { type ReactNode, useCallback, useId } from 'react';
import css from './Dialog.module.css';
import { strings } from './strings';

interface Props {
  heading: string;
  close(): void;
  children: ReactNode;
}

export function Dialog({ heading, close, children }: Props) {
  const id = useId();
  // The browser keeps focus inside, closes on Escape and gives focus back.
  const open = useCallback((dialog: HTMLDialogElement | null) => {
    if (dialog !== null && !dialog.open) dialog.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; for the keyboard there is Escape.
    <dialog
      ref={open}
      className={css.dialog}
      aria-labelledby={id}
      onClose={close}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div className={css.content}>
        <header className={css.header}>
          <h2 id={id}>{heading}</h2>
          <button
            type="button"
            aria-label={strings.close}
            onClick={(event) => event.currentTarget.closest('dialog')?.close()}
          >
            <X size={20} aria-hidden="true" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
