import { type ReactNode, useCallback, useId } from 'react';
import { Button } from '../../ui/Button';
import css from './Confirm.module.css';

interface Props {
  heading: string;
  /** What the button says that does it. */
  act: string;
  children: ReactNode;
  run(): void;
  close(): void;
}

/** Asks before what cannot be undone. */
export function Confirm({ heading, act, children, run, close }: Props) {
  const id = useId();
  // The browser keeps focus inside, closes on Escape and gives focus back.
  const open = useCallback((dialog: HTMLDialogElement | null) => {
    if (dialog !== null && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog ref={open} className={css.dialog} aria-labelledby={id} onClose={close}>
      <h2 id={id}>{heading}</h2>
      <p>{children}</p>
      <div className={css.actions}>
        <Button onClick={(event) => event.currentTarget.closest('dialog')?.close()} autoFocus>
          Cancel
        </Button>
        <Button
          look="danger"
          onClick={(event) => {
            run();
            event.currentTarget.closest('dialog')?.close();
          }}
        >
          {act}
        </Button>
      </div>
    </dialog>
  );
}
