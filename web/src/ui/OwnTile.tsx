import { MicOff } from 'lucide-react';
import type { CallSnapshot } from '../app/callController';
import { sentMedia } from '../call/state';
import { Avatar } from './Avatar';
import { strings } from './strings';
import css from './Tile.module.css';
import { Video } from './Video';

/** Small in the corner of the stage, or in a larger circle one among equals. */
export function OwnTile({ snapshot, corner }: { snapshot: CallSnapshot; corner: boolean }) {
  const { local } = snapshot.state;
  const sent = sentMedia(local);
  return (
    <div className={css.tile} data-own={corner ? 'corner' : 'grid'}>
      {snapshot.local.video === undefined ? (
        <div className={css.center}>
          <Avatar name={local.name} />
        </div>
      ) : (
        <Video stream={snapshot.local.video} muted className={css.video} aria-label={strings.lobby.preview} />
      )}
      <p className={css.name}>
        {!sent.audio && <MicOff size={14} aria-hidden="true" />}
        {strings.call.you}
      </p>
    </div>
  );
}
