import { Temporal } from 'temporal-polyfill';

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const COUNT_MAX = 1000;
/** Beyond this many days no next time is looked for. */
const DAYS_MAX = 3660;

/** How a call comes again: what the page offers of the rules that the server knows. */
export interface Repeat {
  every: 'DAILY' | 'WEEKLY' | 'MONTHLY';
  /** Of a week; empty: the day of the first time. */
  days: readonly Weekday[];
  end: { at: 'never' } | { at: 'count'; count: number } | { at: 'until'; date: string };
}

/** The rule as iCalendar has it (RFC 5545 §3.3.10). The first time must be one of the rule's: its day is added. */
export function ruleOf(repeat: Repeat, startsAt: string, zone: string): string {
  const start = Temporal.Instant.from(startsAt).toZonedDateTimeISO(zone);
  const parts = [`FREQ=${repeat.every}`];
  if (repeat.every === 'WEEKLY' && repeat.days.length > 0) {
    const days = new Set([...repeat.days, weekday(start.toPlainDate())]);
    parts.push(`BYDAY=${WEEKDAYS.filter((day) => days.has(day)).join(',')}`);
  }
  if (repeat.end.at === 'count') parts.push(`COUNT=${repeat.end.count}`);
  if (repeat.end.at === 'until') {
    // The last time on that day there; in UTC, as it must be beside a start with a zone.
    const last = Temporal.PlainDate.from(repeat.end.date).toZonedDateTime({ timeZone: zone, plainTime: '23:59:59' });
    parts.push(`UNTIL=${last.toInstant().toString().replace(/[-:]/g, '')}`);
  }
  return parts.join(';');
}

/** Undefined when the page cannot show the rule: another program made it. */
export function repeatOf(rule: string, zone: string): Repeat | undefined {
  const said = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]));
  const every = said.get('FREQ');
  const days = said.get('BYDAY')?.split(',') ?? [];
  const known = ['FREQ', 'BYDAY', 'COUNT', 'UNTIL'];
  if (every !== 'DAILY' && every !== 'WEEKLY' && every !== 'MONTHLY') return undefined;
  if ([...said.keys()].some((key) => !known.includes(key)) || !days.every(isWeekday)) return undefined;
  const count = said.get('COUNT');
  const until = said.get('UNTIL');
  if (count !== undefined) return { every, days, end: { at: 'count', count: Number(count) } };
  if (until === undefined) return { every, days, end: { at: 'never' } };
  const date = lastDay(until, zone);
  return date === undefined ? undefined : { every, days, end: { at: 'until', date: date.toString() } };
}

/** The instants from `afterMillis` on at which it takes place, at most `max`. Without a rule there is one at most. */
export function occurrences(
  plan: { startsAt: string; zone: string; recurrence?: string },
  afterMillis: number,
  max: number,
): number[] {
  const first = Temporal.Instant.from(plan.startsAt);
  const repeat = plan.recurrence === undefined ? undefined : repeatOf(plan.recurrence, plan.zone);
  const found = first.epochMilliseconds >= afterMillis ? [first.epochMilliseconds] : [];
  if (repeat === undefined) return found;
  const start = first.toZonedDateTimeISO(plan.zone);
  const last = repeat.end.at === 'until' ? Temporal.PlainDate.from(repeat.end.date) : undefined;
  let left = repeat.end.at === 'count' ? repeat.end.count - 1 : Number.POSITIVE_INFINITY;
  // What never ends is looked at from today on.
  const skip =
    repeat.end.at === 'count' ? 0 : Math.max(0, Math.floor((afterMillis - first.epochMilliseconds) / DAY) - 2);
  for (let day = skip + 1; day <= skip + DAYS_MAX && left > 0 && found.length < max; day += 1) {
    const date = start.toPlainDate().add({ days: day });
    if (last !== undefined && Temporal.PlainDate.compare(date, last) > 0) break;
    if (!fits(repeat, start.toPlainDate(), date)) continue;
    left -= 1;
    const time = date.toZonedDateTime({ timeZone: plan.zone, plainTime: start.toPlainTime() }).epochMilliseconds;
    if (time >= afterMillis) found.push(time);
  }
  return found.slice(0, max);
}

const DAY = 86_400_000;

function fits(repeat: Repeat, start: Temporal.PlainDate, date: Temporal.PlainDate): boolean {
  switch (repeat.every) {
    case 'DAILY':
      return true;
    case 'WEEKLY':
      return repeat.days.length === 0 ? date.dayOfWeek === start.dayOfWeek : repeat.days.includes(weekday(date));
    case 'MONTHLY':
      return date.day === start.day;
  }
}

function weekday(date: Temporal.PlainDate): Weekday {
  return WEEKDAYS[date.dayOfWeek - 1] as Weekday;
}

function isWeekday(text: string): text is Weekday {
  return WEEKDAYS.some((day) => day === text);
}

function lastDay(until: string, zone: string): Temporal.PlainDate | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(until);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, utc] = parts;
  const date = `${year}-${month}-${day}`;
  if (utc !== 'Z') return Temporal.PlainDate.from(date);
  return Temporal.Instant.from(`${date}T${hour}:${minute}:${second}Z`).toZonedDateTimeISO(zone).toPlainDate();
}
