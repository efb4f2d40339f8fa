import * as v from 'valibot';
import { occurrences } from './recurrence';
import { millisOf } from './when';

/** A call that was scheduled in this browser, with what makes its host. */
const schema = v.object({
  call: v.string(),
  hostKey: v.string(),
  /** Of guests, where only who has a link comes in. */
  guestKey: v.exactOptional(v.string()),
  title: v.exactOptional(v.string()),
  startsAt: v.pipe(v.string(), v.isoTimestamp()),
  zone: v.pipe(v.string(), v.check(isZone)),
  lengthMinutes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  recurrence: v.exactOptional(v.string()),
  lobby: v.boolean(),
  /** Whether there is one; it is kept nowhere. */
  passphrase: v.boolean(),
  revision: v.number(),
  over: v.exactOptional(v.picklist(['canceled', 'ended'])),
});

export type UpcomingCall = v.InferOutput<typeof schema>;

/** How long one stays in the list when it is over. */
const FADES_AFTER_MILLIS = 86_400_000;

export function readUpcoming(text: string): UpcomingCall | undefined {
  try {
    const read = v.safeParse(schema, JSON.parse(text));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** When it takes place next, or still does; undefined when it will not any more. */
export function nextTime(call: UpcomingCall, nowMillis: number): number | undefined {
  if (call.over !== undefined) return undefined;
  return occurrences(call, nowMillis - call.lengthMinutes * 60_000, 1)[0];
}

/** The next first, then what is over; what has been over for a day is gone. */
export function listed(calls: readonly UpcomingCall[], nowMillis: number): { call: UpcomingCall; at?: number }[] {
  const coming = calls.flatMap((call) => {
    const at = nextTime(call, nowMillis);
    return at === undefined ? [] : [{ call, at }];
  });
  const past = calls.filter((call) => nextTime(call, nowMillis) === undefined && !isFaded(call, nowMillis));
  return [...coming.sort((a, b) => a.at - b.at), ...past.map((call) => ({ call }))];
}

export function isFaded(call: UpcomingCall, nowMillis: number): boolean {
  return nextTime(call, nowMillis - FADES_AFTER_MILLIS) === undefined && millisOf(call.startsAt) < nowMillis;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
