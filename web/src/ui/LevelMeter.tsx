import { useEffect, useRef } from 'react';
import type { CallController } from '../app/callController';
import css from './LevelMeter.module.css';
import { strings } from './strings';

/** Shows that the microphone hears something; drawn past React, sixty times a second. */
export function LevelMeter({ controller }: { controller: CallController }) {
  const bars = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let frame = requestAnimationFrame(function draw() {
      bars.current?.style.setProperty('--level', controller.microphoneLevel().toFixed(2));
      frame = requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      controller.stopMeter();
    };
  }, [controller]);
  return (
    <span className={css.meter} role="img" aria-label={strings.lobby.level} ref={bars}>
      <i />
      <i />
      <i />
      <i />
      <i />
    </span>
  );
}
