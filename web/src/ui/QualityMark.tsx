import { Waypoints } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { CallController } from '../app/callController';
import type { Mark } from '../quality/mark';
import css from './QualityMark.module.css';
import { markText, words } from './qualityWords';

/** How the connection with somebody is: a small sign on their tile, which opens the numbers behind it. */
export function QualityMark({ controller, id, name }: { controller: CallController; id: string; name: string }) {
  const { subscribe, get } = controller.quality;
  const mark = useSyncExternalStore(subscribe, () => get().people.get(id)?.mark);
  const text = mark && markText(mark);
  return (
    <>
      {mark && text && (
        <button
          type="button"
          className={css.mark}
          data-weak={mark.weak || undefined}
          aria-label={words.of(name, text)}
          aria-haspopup="dialog"
          onClick={controller.quality.toggle}
        >
          <Sign mark={mark} />
          <span className={css.words} aria-hidden="true">
            {text}
          </span>
        </button>
      )}
      <span className="visually-hidden" role="status">
        {mark?.lasting && text && words.note(name, text)}
      </span>
    </>
  );
}

function Sign({ mark: { weak, relayed } }: { mark: Mark }) {
  if (relayed && !weak) return <Waypoints size={18} aria-hidden="true" />;
  return (
    <svg className={css.bars} viewBox="0 0 18 18" aria-hidden="true">
      {[5, 9, 13, 17].map((height, bar) => (
        <rect key={height} x={0.5 + 4.5 * bar} y={17.5 - height} width="3.2" height={height} rx="1" />
      ))}
    </svg>
  );
}
