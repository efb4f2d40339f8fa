import type { Millis } from '../call/state';
import type { LinkMeasure } from '../media/accessLink';
import type { Access } from './view';

const LOSS = 0.03;
/** So much longer than undisturbed, packets wait in a queue that is too long for a conversation. */
const QUEUE_MILLIS = 200;
/** Fewer come back from a page that the browser slows down. */
const PACKETS_ENOUGH = 40;

export function withMeasure(before: Access, measure: LinkMeasure, at: Millis): Access {
  const undisturbedMillis = Math.min(before.undisturbedMillis, measure.fastestMillis ?? Number.POSITIVE_INFINITY);
  const measured = { ...measure, at };
  if (measure.packets < PACKETS_ENOUGH) return { ...before, undisturbedMillis, measured };
  const waits = (measure.roundTripMillis ?? Number.POSITIVE_INFINITY) - undisturbedMillis;
  const weak = measure.loss >= LOSS || waits >= QUEUE_MILLIS;
  return { state: weak ? 'weak' : 'ok', measured, undisturbedMillis };
}
