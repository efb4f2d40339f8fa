import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { occurrences, type Repeat, repeatOf, ruleOf } from './recurrence';
import { listed, readUpcoming, type UpcomingCall } from './upcoming';
import { clockOf, momentOf, proposal } from './when';

const BERLIN = 'Europe/Berlin';
const at = (text: string) => Date.parse(text);
const iso = (times: readonly number[]) => times.map((time) => new Date(time).toISOString().slice(0, 16));

test('a time is meant in its zone', () => {
  expect(momentOf('2026-11-23', '09:30', BERLIN)).toEqual({
    ok: true,
    startsAt: '2026-11-23T08:30:00Z',
    time: '09:30',
  });
  expect(momentOf('2026-07-23', '09:30', BERLIN)).toMatchObject({ startsAt: '2026-07-23T07:30:00Z' });
});

test('a time that the clocks skip is as much later as they skip', () => {
  expect(momentOf('2027-03-28', '02:30', BERLIN)).toEqual({
    ok: true,
    startsAt: '2027-03-28T01:30:00Z',
    time: '03:30',
    oddity: 'skipped',
  });
});

test('of a time that comes twice the first counts', () => {
  expect(momentOf('2026-10-25', '02:30', BERLIN)).toEqual({
    ok: true,
    startsAt: '2026-10-25T00:30:00Z',
    time: '02:30',
    oddity: 'twice',
  });
});

test('what is no time is none', () => {
  expect(momentOf('', '09:30', BERLIN)).toEqual({ ok: false });
  expect(momentOf('2026-02-30', '09:30', BERLIN).ok).toBe(false);
  expect(momentOf('2026-11-23', '09:30', 'Europe/Nowhere')).toEqual({ ok: false });
});

test('fields show the clock of the zone again', () => {
  expect(clockOf('2026-11-23T08:30:00Z', BERLIN)).toEqual({ date: '2026-11-23', time: '09:30' });
  expect(proposal(at('2026-11-23T22:45:00Z'), BERLIN)).toEqual({ date: '2026-11-24', time: '01:00' });
});

const RULES: Repeat[] = [
  { every: 'DAILY', days: [], end: { at: 'count', count: 12 } },
  { every: 'WEEKLY', days: [], end: { at: 'count', count: 5 } },
  { every: 'WEEKLY', days: ['MO', 'TH'], end: { at: 'until', date: '2026-11-05' } },
  { every: 'MONTHLY', days: [], end: { at: 'count', count: 4 } },
  { every: 'MONTHLY', days: [], end: { at: 'until', date: '2027-04-19' } },
];

test.each(RULES)('a rule means the same to another library, across a change of the clocks: %j', (repeat) => {
  const startsAt = '2026-10-19T07:30:00Z';
  const recurrence = ruleOf(repeat, startsAt, BERLIN);
  const rule = ICAL.Recur.fromString(recurrence);
  const dates = rule.iterator(ICAL.Time.fromDateTimeString('2026-10-19T09:30:00'));
  const theirs: string[] = [];
  for (let next = dates.next(); next && theirs.length < 40; next = dates.next()) {
    const moment = momentOf(next.toString().slice(0, 10), next.toString().slice(11, 16), BERLIN);
    if (moment.ok) theirs.push(moment.startsAt.slice(0, 16));
  }
  expect(iso(occurrences({ startsAt, zone: BERLIN, recurrence }, 0, 40))).toEqual(theirs);
  expect(repeatOf(recurrence, BERLIN)).toEqual(repeat);
});

test('a month without such a day is left out', () => {
  const plan = { startsAt: '2027-01-31T09:00:00Z', zone: 'UTC', recurrence: 'FREQ=MONTHLY;COUNT=3' };
  expect(iso(occurrences(plan, 0, 9))).toEqual(['2027-01-31T09:00', '2027-03-31T09:00', '2027-05-31T09:00']);
});

test('the day of the first time belongs to the rule', () => {
  const repeat: Repeat = { every: 'WEEKLY', days: ['FR'], end: { at: 'never' } };
  expect(ruleOf(repeat, '2026-10-19T07:30:00Z', BERLIN)).toBe('FREQ=WEEKLY;BYDAY=MO,FR');
});

test('what never ends is found years later', () => {
  const plan = { startsAt: '2020-01-06T08:30:00Z', zone: BERLIN, recurrence: 'FREQ=WEEKLY' };
  expect(iso(occurrences(plan, at('2036-07-01T00:00:00Z'), 1))).toEqual(['2036-07-07T07:30']);
});

test('a rule of another program is not shown as one of ours', () => {
  expect(repeatOf('FREQ=YEARLY', BERLIN)).toBeUndefined();
  expect(repeatOf('FREQ=WEEKLY;INTERVAL=2', BERLIN)).toBeUndefined();
});

const CALL: UpcomingCall = {
  call: 'mkqt-rwzbnv-hdpc',
  hostKey: 'key',
  startsAt: '2026-10-19T07:30:00Z',
  zone: BERLIN,
  lengthMinutes: 30,
  lobby: false,
  passphrase: false,
  revision: 1,
};

test('the next call comes first, and what is over is gone after a day', () => {
  const weekly = { ...CALL, call: 'b', startsAt: '2026-10-12T07:30:00Z', recurrence: 'FREQ=WEEKLY' };
  const once = { ...CALL, call: 'a', startsAt: '2026-10-18T07:30:00Z' };
  const order = (now: string) => listed([weekly, once], at(now)).map(({ call, at }) => [call.call, at !== undefined]);
  expect(order('2026-10-17T00:00:00Z')).toEqual([
    ['a', true],
    ['b', true],
  ]);
  // It still goes on.
  expect(order('2026-10-18T07:50:00Z')[0]).toEqual(['a', true]);
  expect(order('2026-10-18T09:00:00Z')).toEqual([
    ['b', true],
    ['a', false],
  ]);
  expect(order('2026-10-20T09:00:00Z')).toEqual([['b', true]]);
});

test('what was not written by this page is not read', () => {
  expect(readUpcoming(JSON.stringify(CALL))).toEqual(CALL);
  for (const text of ['', '{', '7', '{}', JSON.stringify({ ...CALL, startsAt: 'soon' })])
    expect(readUpcoming(text)).toBeUndefined();
  expect(readUpcoming(JSON.stringify({ ...CALL, zone: 'Europe/Nowhere' }))).toBeUndefined();
});
