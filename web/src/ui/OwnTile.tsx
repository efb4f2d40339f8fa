import { EyeOff, MicOff, Move } from 'lucide-react';
import type { CSSProperties, KeyboardEvent } from 'react';
import type { CallSnapshot } from '../app/callController';
import type { Corner, ViewStore } from '../app/view';
import { sentMedia } from '../call/state';
import { Avatar } from './Avatar';
import { RoundButton } from './RoundButton';
import { Marks, type TileGestures } from './stage/Marks';
import tools from './stage/TileTools.module.css';
import { useDrag } from './stage/useDrag';
import { strings } from './strings';
import css from './Tile.module.css';
import { Video } from './Video';

interface Props {
  snapshot: CallSnapshot;
  view: ViewStore;
  /** Small over a corner of the stage, where people may move it, or in a larger circle one among equals. */
  floats: boolean;
  gestures: TileGestures;
  style: CSSProperties | undefined;
}

export function OwnTile({ snapshot, view, floats, gestures, style }: Props) {
  const { local } = snapshot.state;
  const sent = sentMedia(local);
  const words = strings.tile;
  const drag = useDrag((corner) => view.remember({ corner }));
  return (
    <li className={css.tile} style={style} data-own={floats ? 'corner' : 'grid'} {...(floats ? drag : {})}>
      {snapshot.local.video === undefined ? (
        <div className={css.center}>
          <Avatar name={local.name} />
        </div>
      ) : (
        <Video stream={snapshot.local.video} muted className={css.video} aria-label={strings.lobby.preview} />
      )}
      <Marks name={strings.call.you} gestures={gestures} />
      <p className={css.name}>
        {!sent.audio && <MicOff size={14} aria-hidden="true" />}
        {strings.call.you}
      </p>
      <div className={tools.tools}>
        {floats && (
          <RoundButton
            icon={Move}
            label={words.move}
            size="small"
            onClick={() => view.remember({ corner: NEXT[view.get().corner] })}
            onKeyDown={(event) => moveByKey(event, view)}
          />
        )}
        <RoundButton
          icon={EyeOff}
          label={words.hideOwn}
          size="small"
          onClick={() => view.remember({ ownHidden: true })}
        />
      </div>
    </li>
  );
}

/** Around the stage. */
const NEXT: Record<Corner, Corner> = {
  'bottom-right': 'bottom-left',
  'bottom-left': 'top-left',
  'top-left': 'top-right',
  'top-right': 'bottom-right',
};

function moveByKey(event: KeyboardEvent, view: ViewStore): void {
  const [vertical, horizontal] = view.get().corner.split('-');
  const corner = {
    ArrowUp: `top-${horizontal}`,
    ArrowDown: `bottom-${horizontal}`,
    ArrowLeft: `${vertical}-left`,
    ArrowRight: `${vertical}-right`,
  }[event.key] as Corner | undefined;
  if (corner === undefined) return;
  event.preventDefault();
  view.remember({ corner });
}
