import { X } from 'lucide-react';
import { useCallback } from 'react';
import css from './InviteDialog.module.css';
import { ShareLink } from './ShareLink';
import { strings } from './strings';

export function InviteDialog({ link, close }: { link: string; close(): void }) {
  const words = strings.invite;
  // The browser keeps focus inside, closes on Escape and gives focus back.
  const open = useCallback((dialog: HTMLDialogElement | null) => {
    if (dialog !== null && !dialog.open) dialog.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; for the keyboard there is Escape.
    <dialog
      ref={open}
      className={css.dialog}
      aria-labelledby="invite"
      onClose={close}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div className={css.content}>
        <header className={css.header}>
          <h2 id="invite">{words.heading}</h2>
          <button type="button" aria-label={words.close} onClick={close}>
            <X size={20} aria-hidden="true" />
          </button>
        </header>
        <p>{words.hint}</p>
        <ShareLink link={link} />
      </div>
    </dialog>
  );
}
