import type { Clock } from '../time/clock';

const LOOK_EVERY_MILLIS = 1000;
/** A wall clock that jumps this far between two looks means that the computer slept. */
const SLEPT_MILLIS = 5000;

interface Sources {
  window: EventTarget;
  document: EventTarget & { readonly visibilityState: string };
  /** `navigator.connection`, which not every browser has. */
  connection: EventTarget | undefined;
  clock: Clock;
  wallClock(): number;
}

/** Tells when the network may have changed: the browser says so, or the computer slept. */
export function onNetworkHint(sources: Sources, hint: () => void): () => void {
  const { window, document, connection, clock, wallClock } = sources;
  const onVisibility = () => document.visibilityState === 'visible' && hint();
  let looked = wallClock();
  let cancelLook = () => {};
  const look = () => {
    const now = wallClock();
    if (now - looked > LOOK_EVERY_MILLIS + SLEPT_MILLIS) hint();
    looked = now;
    cancelLook = clock.after(LOOK_EVERY_MILLIS, look);
  };
  look();
  window.addEventListener('online', hint);
  connection?.addEventListener('change', hint);
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    cancelLook();
    window.removeEventListener('online', hint);
    connection?.removeEventListener('change', hint);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
