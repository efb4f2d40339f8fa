import { describe, expect, it } from 'vitest';
import { type Log, olderToo, refreshed } from './log';
import type { Attempt, Delivery, Webhook } from './model';
import {
  answerWords,
  attemptWords,
  deliveryWords,
  eventsWords,
  healthWords,
  testWords,
  troubleWords,
  urlWords,
} from './webhookWords';

const NOW = Date.parse('2026-11-21T20:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

const webhook: Webhook = {
  id: 'wh_1',
  url: 'https://example.org/tincan',
  events: ['call.started'],
  createdAt: ago(9000),
  waiting: 0,
  key: { id: 'abcdefghijkl', name: 'appointments' },
};

const delivery = (id: string): Delivery => ({
  id,
  event: 'call.started',
  state: 'delivered',
  createdAt: ago(60),
  attempts: [],
});

const attempt: Attempt = { at: ago(10), durationMillis: 34 };

describe('a webhook in words', () => {
  it.each([
    [{}, 'Works', ''],
    [{ waiting: 3 }, 'Waits: 3', ''],
    [{ failingSince: ago(300) }, 'Fails', /^Nothing arrived for 5 min\./],
    [{ waiting: 2, failingSince: ago(300) }, 'Waits: 2', /^Nothing arrived for 5 min\./],
    [{ disabledAt: ago(60), disabledReason: 'Gone.', failingSince: ago(90) }, 'Disabled', 'Disabled 1 min ago: Gone.'],
  ])('%j', (part, health, trouble) => {
    expect(healthWords({ ...webhook, ...part })).toBe(health);
    expect(troubleWords({ ...webhook, ...part }, NOW)).toEqual(
      trouble instanceof RegExp ? expect.stringMatching(trouble) : trouble,
    );
  });

  it('names its events, or says that it is all of them', () => {
    expect(eventsWords(['call.started', 'call.ended'])).toBe('call.started, call.ended');
    expect(eventsWords(Array.from({ length: 7 }, String))).toBe('all events');
  });

  it('leaves out what is not to be worried about, but never that a connection is open to readers', () => {
    expect(urlWords(webhook.url)).toBe('example.org/tincan');
    expect(urlWords('http://example.org/')).toBe('http://example.org/');
  });
});

describe('a delivery in words', () => {
  it.each([
    [{}, 'Delivered'],
    [{ state: 'failed' as const }, 'Not delivered'],
    [{ state: 'pending' as const, nextAttemptAt: ago(1) }, 'Being sent'],
    [{ state: 'pending' as const, nextAttemptAt: ago(-300), attempts: [attempt] }, 'Tried again in 5 min'],
  ])('%j', (part, words) => expect(deliveryWords({ ...delivery('evt_1'), ...part }, NOW)).toBe(words));

  it('tells what each attempt came to', () => {
    expect(attemptWords({ ...attempt, status: 503 })).toBe('answered 503 after 34 ms');
    expect(attemptWords({ ...attempt, durationMillis: 15_001, failure: 'It took too long.' })).toBe(
      'no answer after 15 s: It took too long.',
    );
    expect(answerWords({ ...attempt, answer: '<html>\r\n  <h1>502</h1>\n' })).toBe('<html> <h1>502</h1>');
    expect(testWords({ ...attempt, status: 200, delivered: true }, NOW)).toBe(
      'The test arrived, 10 s ago: answered 200 after 34 ms.',
    );
    expect(testWords({ ...attempt, failure: 'Refused.', delivered: false }, NOW)).toBe(
      'The test did not arrive, 10 s ago: no answer after 34 ms: Refused.',
    );
  });
});

describe('the log of a webhook', () => {
  const page = (next: string | undefined, ...ids: string[]) => ({
    deliveries: ids.map(delivery),
    ...(next === undefined ? {} : { next }),
  });
  const ids = (log: Log) => log.deliveries?.map(({ id }) => id).join('');
  const first = refreshed({ webhook: 'wh_1', deliveries: undefined }, page('3', 'e', 'd', 'c'));

  it('begins with the latest deliveries and goes on with older ones', () => {
    expect(ids(first)).toBe('edc');
    const whole = olderToo(first, page(undefined, 'b', 'a'));
    expect(ids(whole)).toBe('edcba');
    expect(whole.next).toBeUndefined();
  });

  it('keeps the older ones when the latest come again', () => {
    const older = olderToo(first, page('1', 'b'));
    const again = refreshed(older, page('4', 'f', 'e', 'd'));
    expect(ids(again)).toBe('fedcb');
    expect(again.next).toBe('1');
  });

  it('starts anew where something would be missing in between', () => {
    const anew = refreshed(first, page('6', 'h', 'g', 'f'));
    expect(ids(anew)).toBe('hgf');
    expect(anew.next).toBe('6');
  });

  it('ends somewhere', () => {
    const many = Array.from({ length: 1100 }, (_, number) => `evt_${number}`);
    const log = olderToo(first, page('9', ...many));
    expect(log.deliveries).toHaveLength(1000);
    expect(log.next).toBeUndefined();
  });
});
