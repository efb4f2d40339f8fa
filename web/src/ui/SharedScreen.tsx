import { Expand, Maximize, Minimize, Shrink } from 'lucide-react';
import { useRef, useState, useSyncExternalStore } from 'react';
import type { Remote } from '../call/state';
import { RoundButton } from './RoundButton';
import css from './SharedScreen.module.css';
import { strings } from './strings';
import { Video } from './Video';

interface Props {
  /** Whose screen it is. */
  participant: Remote['participant'];
  stream: MediaStream;
}

/** A screen that someone else shows: as a whole, or as large as it is there. */
export function SharedScreen({ participant, stream }: Props) {
  const [zoom, setZoom] = useState<'fit' | 'actual'>('fit');
  const frame = useRef<HTMLDivElement>(null);
  const whole = useFullScreen();
  const words = strings.share;
  return (
    <div ref={frame} className={css.screen}>
      <div className={css.view} data-zoom={zoom}>
        <Video stream={stream} data-share={participant.id} aria-label={words.of(participant.name)} />
      </div>
      <p className={css.name}>{words.of(participant.name)}</p>
      <div className={css.tools}>
        <RoundButton
          icon={zoom === 'fit' ? Expand : Shrink}
          label={zoom === 'fit' ? words.actualSize : words.fit}
          onClick={() => setZoom(zoom === 'fit' ? 'actual' : 'fit')}
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
