import { Expand, Maximize, Minimize, Shrink } from 'lucide-react';
import { type CSSProperties, useRef, useState } from 'react';
import type { Sound } from '../app/view';
import type { Remote } from '../call/state';
import { useFullScreen } from './hooks';
import { RoundButton } from './RoundButton';
import css from './SharedScreen.module.css';
import { PinButton, pinByPointer, type TilePin } from './stage/TileTools';
import { strings } from './strings';
import { Video } from './Video';

interface Props {
  /** Whose screen it is. */
  participant: Remote['participant'];
  stream: MediaStream;
  sound: Sound;
  pin: TilePin;
  style: CSSProperties | undefined;
}

/** A screen that someone else shows: as a whole, or as large as it is there. */
export function SharedScreen({ participant, stream, sound, pin, style }: Props) {
  const [zoom, setZoom] = useState<'fit' | 'actual'>('fit');
  const frame = useRef<HTMLLIElement>(null);
  const whole = useFullScreen() === frame.current && frame.current !== null;
  const words = strings.share;
  return (
    <li ref={frame} className={css.screen} style={style} data-small={pin.small || undefined} {...pinByPointer(pin)}>
      <div className={css.view} data-zoom={zoom}>
        <Video
          stream={stream}
          volume={sound.volume}
          muted={sound.muted}
          data-share={participant.id}
          aria-label={words.of(participant.name)}
        />
      </div>
      <p className={css.name}>{words.of(participant.name)}</p>
      <div className={css.tools}>
        <PinButton name={words.of(participant.name)} pin={pin} />
        <RoundButton
          size="small"
          icon={zoom === 'fit' ? Expand : Shrink}
          label={zoom === 'fit' ? words.actualSize : words.fit}
          onClick={() => setZoom(zoom === 'fit' ? 'actual' : 'fit')}
        />
        {document.fullscreenEnabled && (
          <RoundButton
            size="small"
            icon={whole ? Minimize : Maximize}
            label={whole ? words.leaveFullScreen : words.fullScreen}
            onClick={() => void (whole ? document.exitFullscreen() : frame.current?.requestFullscreen())}
          />
        )}
      </div>
    </li>
  );
}
