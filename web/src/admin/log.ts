import type { Delivery, DeliveryPage } from './model';

/** Of the deliveries of one webhook; older ones are with the program that owns it. */
const SHOWN_MAX = 1000;

/** Deliveries of a webhook as far as they were looked at, the latest first. */
export interface Log {
  webhook: string;
  /** Not there before the server has answered. */
  deliveries: readonly Delivery[] | undefined;
  /** Where older ones begin, if there are any. */
  next?: string;
}

/** With the latest ones as they are now. */
export function refreshed(log: Log, { deliveries, next }: DeliveryPage): Log {
  const fresh = new Set(deliveries.map(({ id }) => id));
  const before = log.deliveries ?? [];
  const older = before.slice(before.findLastIndex(({ id }) => fresh.has(id)) + 1);
  // Nothing is left out between two parts only where they overlap.
  if (older.length === 0 || older.length === before.length) return logOf(log.webhook, deliveries, next);
  return logOf(log.webhook, [...deliveries, ...older], log.next);
}

/** With those before the oldest. */
export function olderToo(log: Log, { deliveries, next }: DeliveryPage): Log {
  const all = [...(log.deliveries ?? []), ...deliveries];
  return logOf(log.webhook, all.slice(0, SHOWN_MAX), all.length < SHOWN_MAX ? next : undefined);
}

function logOf(webhook: string, deliveries: readonly Delivery[], next: string | undefined): Log {
  return { webhook, deliveries, ...(next === undefined ? {} : { next }) };
}
