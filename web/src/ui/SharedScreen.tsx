import { Expand, Maximize, Minimize, Shrink, ZoomIn, ZoomOut } from 'lucide-react';
import { type CSSProperties, useRef } from 'react';
import type { Sound } from '../app/view';
import type { Remote } from '../call/state';
import { useFullScreen } from './hooks';
import { RoundButton } from './RoundButton';
import css from './SharedScreen.module.css';
import { PinButton, pinByPointer, type TilePin } from './stage/TileTools';
import { strings } from './strings';
import { Video } from './Video';
import { useZoom } from './zoom';

interface Props {
  /** Whose screen it is. */
  participant: Remote['participant'];
  stream: MediaStream;
  sound: Sound;
  speaker: string | undefined;
  pin: TilePin;
  style: CSSProperties | undefined;
}

/** A screen that someone else shows: as a whole, as large as it is there, or any part of it. */
export function SharedScreen({ participant, stream, sound, speaker, pin, style }: Props) {
  const { view, scale, zoomIn, zoomOut, toggle, handlers } = useZoom();
  const frame = useRef<HTMLLIElement>(null);
  const whole = useFullScreen() === frame.current && frame.current !== null;
  const words = strings.share;
  return (
    <li ref={frame} className={css.screen} style={style} data-small={pin.small || undefined} {...pinByPointer(pin)}>
      <div ref={view} className={css.view} data-zoomed={scale > 1 || undefined} {...handlers}>
        <Video
          stream={stream}
          speaker={speaker}
          volume={sound.volume}
          muted={sound.muted}
          style={{ width: `${100 * scale}%`, height: `${100 * scale}%` }}
          data-share={participant.id}
          aria-label={words.of(participant.name)}
        />
      </div>
      <p className={css.name}>{words.of(participant.name)}</p>
      <div className={css.tools}>
        <PinButton name={words.of(participant.name)} pin={pin} />
        <RoundButton
          size="small"
          icon={ZoomOut}
          label={words.zoomOut}
          aria-disabled={zoomOut === undefined}
          onClick={zoomOut}
        />
        <RoundButton
          size="small"
          icon={ZoomIn}
          label={words.zoomIn}
          aria-disabled={zoomIn === undefined}
          onClick={zoomIn}
        />
        <RoundButton
          size="small"
          icon={scale === 1 ? Expand : Shrink}
          label={scale === 1 ? words.actualSize : words.fit}
          onClick={toggle}
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
