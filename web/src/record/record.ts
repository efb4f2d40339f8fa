import type { QualitySample } from '../quality/sample';

/** Milliseconds since the record began. */
export type Moment = number;

/** A person in a record by their place in the call; this browser's own person is `ME`. */
export type Who = string;
export const ME: Who = 'me';

export const ASPECTS = ['link', 'path', 'server', 'microphone', 'camera', 'screen', 'page', 'network'] as const;
/**
 * `link` is our own way to the server, `server` whether the server hears from somebody else, `path` how media goes
 * between them and us.
 */
export type Aspect = (typeof ASPECTS)[number];

export const CONDITIONS = [
  'on',
  'off',
  /** Of a device: gone while in use. Of a link: no way to the server. */
  'lost',
  'restarting-server',
  'held',
  'connecting',
  'connected',
  'direct',
  'relayed',
  'shaky',
  'restarting',
  'failed',
  'gone',
  'hidden',
  'visible',
  'loaded',
  'changed',
  'weak',
  'ok',
] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface Fact {
  who: Who;
  what: Aspect;
  is: Condition;
}

/** From this moment on, a fact holds. */
export interface Mark extends Fact {
  at: Moment;
}

export interface Person {
  who: Who;
  name: string;
  /** One for about every second, the oldest first; where nothing happened for long, fewer. Times count from the record's start. */
  samples: readonly QualitySample[];
}

/** What one browser noticed about a call: no media, no chat, no addresses. */
export interface CallRecord {
  /** Wall clock, milliseconds since 1970. */
  startedAt: number;
  /** How much time it covers. */
  lasted: Moment;
  /** Name of the one whose browser noticed it. */
  name: string;
  people: readonly Person[];
  marks: readonly Mark[];
}

/** In which stretches of time a fact was one of these. */
export function stretches(
  { marks, lasted }: Pick<CallRecord, 'marks' | 'lasted'>,
  who: Who,
  what: Aspect,
  conditions: readonly Condition[],
): Stretch[] {
  const found: Stretch[] = [];
  let from: Moment | undefined;
  for (const mark of marks) {
    if (mark.who !== who || mark.what !== what) continue;
    if (conditions.includes(mark.is)) from ??= mark.at;
    else if (from !== undefined) {
      found.push({ from, to: mark.at });
      from = undefined;
    }
  }
  if (from !== undefined) found.push({ from, to: lasted });
  return found;
}

export interface Stretch {
  from: Moment;
  to: Moment;
}

/** How long two stretches have in common. */
export function overlap(a: Stretch, b: Stretch): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}

/** Joins those that touch, or lie no further apart than this. */
export function joined(all: readonly Stretch[], apart = 0): Stretch[] {
  const found: Stretch[] = [];
  for (const { from, to } of [...all].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && from - last.to <= apart) last.to = Math.max(last.to, to);
    else found.push({ from, to });
  }
  return found;
}
