import { Hand } from 'lucide-react';
import type { Reaction } from '../../call/gestures';
import { strings } from '../strings';
import css from './Marks.module.css';

export interface TileGestures {
  /** Which number this one has among the raised hands, 0 when it is not up. */
  hand: number;
  reactions: readonly Reaction[];
  talking: boolean;
}

/** A raised hand and reactions, over somebody's picture. */
export function Marks({ name, gestures }: { name: string; gestures: TileGestures }) {
  const { hand, reactions, talking } = gestures;
  return (
    <>
      <i className={css.ring} data-talking={talking || undefined} />
      <div className={css.marks}>
        {hand > 0 && (
          <p className={css.hand} data-hand={hand}>
            <Hand size={16} aria-hidden="true" />
            <span aria-hidden="true">{hand}</span>
            <span className="visually-hidden">{strings.gestures.raised(name, hand)}</span>
          </p>
        )}
      </div>
      <div className={css.reactions} aria-live="polite">
        {reactions.map(({ id, emoji }) => (
          <span
            key={id}
            className={css.reaction}
            role="img"
            aria-label={strings.gestures.reacted(name, emoji)}
            // Several at once go up side by side.
            data-lane={id % 5}
          >
            {emoji}
          </span>
        ))}
      </div>
    </>
  );
}
