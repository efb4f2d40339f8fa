import { MicOff, VolumeX } from 'lucide-react';
import type { CSSProperties } from 'react';
import type { App } from '../app/app';
import type { CallController } from '../app/callController';
import type { Sound } from '../app/view';
import { isStopped } from '../call/select';
import type { Remote } from '../call/state';
import { Avatar } from './Avatar';
import { Button } from './Button';
import { useStore } from './hooks';
import { QualityMark } from './QualityMark';
import { Marks, type TileGestures } from './stage/Marks';
import { pinByPointer, type TilePin, TileTools } from './stage/TileTools';
import { peerFailed, peerStatus, strings } from './strings';
import css from './Tile.module.css';
import { Video } from './Video';

interface Props {
  app: App;
  controller: CallController;
  remote: Remote;
  stream: MediaStream | undefined;
  speaker: string | undefined;
  /** The only other person fills the stage; what the bar says about them need not be said twice. */
  alone: boolean;
  sound: Sound;
  /** Whether this person may act on others. */
  host: boolean;
  gestures: TileGestures;
  pin: TilePin;
  style: CSSProperties | undefined;
}

export function RemoteTile({
  app,
  controller,
  remote,
  stream,
  speaker,
  alone,
  sound,
  host,
  gestures,
  pin,
  style,
}: Props) {
  const { participant, peer } = remote;
  const { name, media } = participant;
  const troubled = peer.at !== 'connected' && !(alone && peer.at === 'shaky');
  const silenced = sound.muted || sound.volume === 0;
  return (
    <li
      className={css.tile}
      style={style}
      data-troubled={troubled || undefined}
      data-small={pin.small || undefined}
      {...pinByPointer(pin)}
    >
      <div className={css.center}>
        <Avatar name={name} />
        {!media.video && <span className="visually-hidden">{strings.call.cameraOff(name)}</span>}
      </div>
      <Video
        stream={stream}
        attached={controller.remoteVideoAttached}
        speaker={speaker}
        volume={sound.volume}
        muted={sound.muted || isStopped(remote, 'audio')}
        className={css.video}
        data-participant={participant.id}
        data-hidden={!media.video || undefined}
        // Before the first picture a video is a black box; until then the avatar behind it shows.
        onLoadedData={(event) => {
          event.currentTarget.dataset.shown = '';
        }}
        aria-label={strings.call.video(name)}
      />
      {!troubled && <QualityMark controller={controller} id={participant.id} name={name} />}
      {troubled && <Trouble app={app} controller={controller} remote={remote} />}
      <Marks name={name} gestures={gestures} />
      <p className={css.name}>
        {!participant.connected && (
          <i className={css.away} title={strings.call.reconnecting(name)}>
            <span className="visually-hidden">{strings.call.reconnecting(name)}</span>
          </i>
        )}
        {!media.audio && (
          <>
            <MicOff size={16} aria-hidden="true" />
            <span className="visually-hidden">{strings.call.muted(name)}</span>
          </>
        )}
        {media.audio && silenced && (
          <>
            <VolumeX size={16} aria-hidden="true" />
            <span className="visually-hidden">{strings.tile.silenced(name)}</span>
          </>
        )}
        <span aria-hidden={!media.audio || silenced || undefined}>{name}</span>
      </p>
      <TileTools controller={controller} remote={remote} host={host} sound={sound} pin={pin} />
    </li>
  );
}

function Trouble({ app, controller, remote }: Pick<Props, 'app' | 'controller' | 'remote'>) {
  const { participant, peer } = remote;
  const now = useStore(app.environment.ticker);
  return (
    <div className={css.trouble} data-failed={peer.at === 'failed' || undefined}>
      <p className={css.what}>{peerStatus(peer, participant.name, now)}</p>
      {peer.at === 'failed' && (
        <>
          <p>{peerFailed.why}</p>
          <Button
            look="primary"
            onClick={() => controller.dispatch({ type: 'peer-retry-pressed', id: participant.id })}
          >
            {peerFailed.action}
          </Button>
        </>
      )}
    </div>
  );
}
