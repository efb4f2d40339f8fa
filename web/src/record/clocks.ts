/** One exchange: sent here, heard and answered there, back here; each by the clock of where it happened. */
export interface Exchange {
  sent: number;
  heard: number;
  answered: number;
  back: number;
}

/**
 * How far the other clock is ahead of this one, as NTP finds it out (RFC 5905, section 8): the exchange that waited least
 * on its way is the best, and is wrong by half of its way at most, however unlike the two ways were.
 */
export function clockOffset(exchanges: readonly Exchange[]): { offset: number; error: number } | undefined {
  let best: { offset: number; error: number } | undefined;
  for (const { sent, heard, answered, back } of exchanges) {
    const way = back - sent - (answered - heard);
    if (way < 0) continue;
    const error = way / 2;
    if (best === undefined || error < best.error) best = { offset: (heard - sent + (answered - back)) / 2, error };
  }
  return best;
}
