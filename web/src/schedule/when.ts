import { Temporal } from 'temporal-polyfill';

/** What a date, a time and a zone mean. */
export type Moment =
  | {
      ok: true;
      /** ISO instant, e.g. `2026-11-23T09:00:00Z`. */
      startsAt: string;
      /** `skipped`: no clock shows this time that day, so the call is as much later; `twice`: the first one counts. */
      oddity?: 'skipped' | 'twice';
      /** The clock time that it really is, `03:30`. */
      time: string;
    }
  | { ok: false };

/** @param date `2026-11-23` @param time `09:30`, both as the browser's fields give them */
export function momentOf(date: string, time: string, zone: string): Moment {
  try {
    const wanted = Temporal.PlainDateTime.from(`${date}T${time}`);
    const first = wanted.toZonedDateTime(zone, { disambiguation: 'compatible' });
    const last = wanted.toZonedDateTime(zone, { disambiguation: 'later' });
    const clock = first.toPlainTime().toString({ smallestUnit: 'minute' });
    const skipped = !first.toPlainDateTime().equals(wanted);
    const oddity = skipped ? 'skipped' : first.equals(last) ? undefined : 'twice';
    return {
      ok: true,
      startsAt: first.toInstant().toString(),
      time: clock,
      ...(oddity === undefined ? {} : { oddity }),
    };
  } catch {
    return { ok: false };
  }
}

/** The date and the time that clocks in the zone show then, as fields take them. */
export function clockOf(startsAt: string, zone: string): { date: string; time: string } {
  const there = Temporal.Instant.from(startsAt).toZonedDateTimeISO(zone);
  return {
    date: there.toPlainDate().toString(),
    time: there.toPlainTime().toString({ smallestUnit: 'minute' }),
  };
}

/** The next full hour that is at least half an hour away. */
export function proposal(nowMillis: number, zone: string): { date: string; time: string } {
  const soon = Temporal.Instant.fromEpochMilliseconds(nowMillis).toZonedDateTimeISO(zone).add({ minutes: 30 });
  const hour = soon.round({ smallestUnit: 'hour', roundingMode: 'ceil' });
  return clockOf(hour.toInstant().toString(), zone);
}

export function millisOf(startsAt: string): number {
  return Temporal.Instant.from(startsAt).epochMilliseconds;
}
