import { Camera, Mic, MicOff, Video as VideoIcon, VideoOff } from 'lucide-react';
import type { CallController } from '../app/callController';
import type { LocalMedia } from '../app/capture';
import { type Local, sentMedia } from '../call/state';
import { Avatar } from './Avatar';
import { Button } from './Button';
import { LevelMeter } from './LevelMeter';
import css from './Preview.module.css';
import { RoundButton } from './RoundButton';
import { strings } from './strings';
import { Video } from './Video';

interface Props {
  controller: CallController;
  local: Local;
  media: LocalMedia;
}

export function Preview({ controller, local, media }: Props) {
  const { audio, video } = local.capture;
  const sent = sentMedia(local);
  const unasked = audio.at === 'unasked' && video.at === 'unasked';
  return (
    <div className={css.frame}>
      {media.video !== undefined && (
        <Video stream={media.video} muted className={css.video} aria-label={strings.lobby.preview} />
      )}
      {media.video === undefined && (
        <div className={css.empty}>
          {unasked ? <Invitation controller={controller} /> : <Placeholder local={local} />}
        </div>
      )}
      {!unasked && (
        <div className={css.bar}>
          <RoundButton
            icon={sent.audio ? Mic : MicOff}
            label={sent.audio ? strings.controls.mute : strings.controls.unmute}
            off={!sent.audio}
            onClick={() => controller.dispatch({ type: 'microphone-toggled' })}
          />
          <RoundButton
            icon={sent.video ? VideoIcon : VideoOff}
            label={sent.video ? strings.controls.cameraOff : strings.controls.cameraOn}
            off={!sent.video}
            onClick={() => controller.dispatch({ type: 'camera-toggled' })}
          />
        </div>
      )}
      {sent.audio && (
        <div className={css.meter}>
          <LevelMeter controller={controller} />
        </div>
      )}
    </div>
  );
}

function Invitation({ controller }: { controller: CallController }) {
  return (
    <>
      <Button look="primary" onClick={() => controller.dispatch({ type: 'devices-wanted' })}>
        <Camera size={20} aria-hidden="true" />
        {strings.lobby.ask}
      </Button>
      <p>{strings.lobby.askHint}</p>
    </>
  );
}

function Placeholder({ local }: { local: Local }) {
  const asking = local.capture.video.at === 'asking' || local.capture.audio.at === 'asking';
  if (asking) return <p role="status">{strings.lobby.asking}</p>;
  return (
    <>
      <Avatar name={local.name} />
      <p>{strings.lobby.cameraOff}</p>
    </>
  );
}
