import { ScreenShare } from 'lucide-react';
import css from './OwnShare.module.css';
import { strings } from './strings';

/** So that nobody forgets who sees what is on their screen. */
export function OwnShare({ stop }: { stop(): void }) {
  const words = strings.share;
  return (
    <div className={css.notice}>
      <ScreenShare size={18} aria-hidden="true" />
      <p id="own-share" role="status">
        {words.own}
      </p>
      <button type="button" aria-describedby="own-share" onClick={stop}>
        {words.stopShort}
      </button>
    </div>
  );
}
