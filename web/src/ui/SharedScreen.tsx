import { Expand, Maximize, Minimize, Shrink, ZoomIn, ZoomOut } from 'lucide-react';
import { useRef, useSyncExternalStore } from 'react';
import type { Remote } from '../call/state';
import { RoundButton } from './RoundButton';
import css from './SharedScreen.module.css';
import { strings } from './strings';
import { Video } from './Video';
import { useZoom } from './zoom';

interface Props {
  /** Whose screen it is. */
  participant: Remote['participant'];
  stream: MediaStream;
  speaker: string | undefined;
}

/** A screen that someone else shows: as a whole, as large as it is there, or any part of it. */
export function SharedScreen({ participant, stream, speaker }: Props) {
  const { view, scale, zoomIn, zoomOut, toggle, handlers } = useZoom();
  const frame = useRef<HTMLDivElement>(null);
  const whole = useFullScreen();
  const words = strings.share;
  return (
    <div ref={frame} className={css.screen}>
      <div ref={view} className={css.view} data-zoomed={scale > 1 || undefined} {...handlers}>
        <Video
          stream={stream}
          speaker={speaker}
          style={{ width: `${100 * scale}%`, height: `${100 * scale}%` }}
          data-share={participant.id}
          aria-label={words.of(participant.name)}
        />
      </div>
      <p className={css.name}>{words.of(participant.name)}</p>
      <div className={css.tools}>
        <RoundButton icon={ZoomOut} label={words.zoomOut} aria-disabled={zoomOut === undefined} onClick={zoomOut} />
        <RoundButton icon={ZoomIn} label={words.zoomIn} aria-disabled={zoomIn === undefined} onClick={zoomIn} />
        <RoundButton
          icon={scale === 1 ? Expand : Shrink}
          label={scale === 1 ? words.actualSize : words.fit}
          onClick={toggle}
        />
        {document.fullscreenEnabled && (
          <RoundButton
            icon={whole ? Minimize : Maximize}
            label={whole ? words.leaveFullScreen : words.fullScreen}
            onClick={() => void (whole ? document.exitFullscreen() : frame.current?.requestFullscreen())}
          />
        )}
      </div>
    </div>
  );
}

function useFullScreen(): boolean {
  return useSyncExternalStore(onFullScreen, () => (document.fullscreenElement ?? null) !== null);
}

function onFullScreen(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
}
