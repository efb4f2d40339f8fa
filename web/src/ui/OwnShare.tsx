import { ScreenShare } from 'lucide-react';
import type { ShareContent } from '../call/state';
import css from './OwnShare.module.css';
import { strings } from './strings';

interface Props {
  content: ShareContent;
  choose(content: ShareContent): void;
  stop(): void;
}

const CONTENTS = ['detail', 'motion'] as const;

/** So that nobody forgets who sees what is on their screen. */
export function OwnShare({ content, choose, stop }: Props) {
  const words = strings.share;
  return (
    <div className={css.notice}>
      <ScreenShare size={18} aria-hidden="true" />
      <p id="own-share" role="status">
        {words.own}
      </p>
      <fieldset className={css.contents}>
        <legend className="visually-hidden">{words.content}</legend>
        {CONTENTS.map((each) => (
          <label key={each}>
            <input type="radio" name="share-content" checked={content === each} onChange={() => choose(each)} />
            {words[each]}
          </label>
        ))}
      </fieldset>
      <button type="button" aria-describedby="own-share" onClick={stop}>
        {words.stopShort}
      </button>
    </div>
  );
}
