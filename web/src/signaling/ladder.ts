interface Stretch {
  /** Until the link has been lost for so long. */
  until: number;
  least: number;
  jitter: number;
}

/** Most losses are a blip of one socket, not of a server with many guests: these attempts come without jitter. */
const AT_ONCE = [0, 300] as const;
/** A server that restarts is back within seconds, and its guests should be within seconds of that. */
const STRETCHES: readonly Stretch[] = [
  { until: 30_000, least: 500, jitter: 500 },
  { until: 60_000, least: 1000, jitter: 1000 },
];
const PATIENT: Stretch = { until: Number.POSITIVE_INFINITY, least: 7000, jitter: 1000 };

/**
 * Milliseconds before the next attempt to connect.
 *
 * @param attempt how many came before it since the link was lost
 * @param lostFor milliseconds since then
 * @param random a number from 0 up to 1
 */
export function reconnectDelay(attempt: number, lostFor: number, random: number): number {
  const { least, jitter } = STRETCHES.find(({ until }) => lostFor < until) ?? PATIENT;
  const atOnce = lostFor < PATIENT.until ? AT_ONCE[attempt] : undefined;
  return atOnce ?? least + Math.floor(random * jitter);
}
