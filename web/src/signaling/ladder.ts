/** Delays before the next attempt to connect, in milliseconds; the last one repeats. */
const RUNGS = [0, 300, 1200, 2700, 4800, 7000] as const;
const LAST = 7000;
const JITTER_MILLIS = 1000;
/** The first two attempts come at once: most losses are a blip of one socket, not of a server with many guests. */
const RUNGS_WITHOUT_JITTER = 2;

/** @param random a number from 0 up to 1 */
export function reconnectDelay(attempt: number, random: number): number {
  const rung = RUNGS[attempt] ?? LAST;
  return attempt < RUNGS_WITHOUT_JITTER ? rung : rung + Math.floor(random * JITTER_MILLIS);
}
