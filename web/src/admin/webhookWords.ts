import type { Attempt, Delivery, Tested, Webhook } from './model';
import { agoWords, spanWords } from './words';

/** Names of events that an integrator may want to hear of: all of them is told by fewer words. */
const EVENTS = 7;

export type Health = 'works' | 'waits' | 'fails' | 'disabled';

export function healthOf({ disabledAt, failingSince, waiting }: Webhook): Health {
  if (disabledAt !== undefined) return 'disabled';
  if (waiting > 0) return 'waits';
  return failingSince === undefined ? 'works' : 'fails';
}

export function healthWords(webhook: Webhook): string {
  switch (healthOf(webhook)) {
    case 'disabled':
      return 'Disabled';
    case 'waits':
      return `Waits: ${webhook.waiting}`;
    case 'fails':
      return 'Fails';
    case 'works':
      return 'Works';
  }
}

/** Why it is as it is, where that is not plain; nothing where it works. */
export function troubleWords({ disabledAt, disabledReason, failingSince }: Webhook, now: number): string {
  if (disabledAt !== undefined) {
    return `Disabled ${agoWords(now - Date.parse(disabledAt))}: ${disabledReason || 'nobody said why.'}`;
  }
  if (failingSince === undefined) return '';
  return `Nothing arrived for ${spanWords(now - Date.parse(failingSince))}. What failed is tried again by itself, for three days.`;
}

export function eventsWords(events: readonly string[]): string {
  return events.length === EVENTS ? 'all events' : events.join(', ');
}

/** Without what every address begins with. */
export function urlWords(url: string): string {
  return url.replace(/^https:\/\//, '');
}

export function deliveryWords({ state, nextAttemptAt, attempts }: Delivery, now: number): string {
  switch (state) {
    case 'delivered':
      return 'Delivered';
    case 'failed':
      return 'Not delivered';
    case 'pending': {
      const wait = nextAttemptAt === undefined ? 0 : Date.parse(nextAttemptAt) - now;
      if (wait <= 0) return 'Being sent';
      return `${attempts.length === 0 ? 'Sent' : 'Tried again'} in ${spanWords(wait)}`;
    }
  }
}

/** answered 503 after 12 ms; no answer after 15 s: it took too long. */
export function attemptWords({ status, failure, durationMillis }: Attempt): string {
  const took = durationMillis < 1000 ? `${durationMillis} ms` : spanWords(durationMillis);
  if (status !== undefined) return `answered ${status} after ${took}`;
  return `no answer after ${took}${failure === undefined ? '' : `: ${failure}`}`;
}

/** What the receiver said, in one line. */
export function answerWords({ answer }: Attempt): string {
  return (answer ?? '').replace(/\s+/g, ' ').trim();
}

export function testWords(test: Tested, now: number): string {
  const when = agoWords(now - Date.parse(test.at));
  const words = attemptWords(test).replace(/\.$/, '');
  return `The test ${test.delivered ? 'arrived' : 'did not arrive'}, ${when}: ${words}.`;
}
