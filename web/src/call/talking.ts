import type { Who } from './gestures';
import type { Millis } from './state';

/** Words have gaps; who pauses for this long goes on talking. */
const PAUSE_MILLIS = 500;
/** A cough is shorter. */
const TURN_MILLIS = 700;
/** The speaker keeps the stage for so long after the last word. */
const KEEP_MILLIS = 1200;

export interface Talking {
  /** Who talks now. */
  talks: ReadonlyMap<Who, { since: Millis; heardAt: Millis }>;
  /** Who is shown large where that is the one who talks. */
  speaker: Who | undefined;
  speakerHeardAt: Millis;
}

export const SILENCE: Talking = { talks: new Map(), speaker: undefined, speakerHeardAt: 0 };

/** Who is loud now makes the one who talks, but nobody takes the stage from whoever still does. */
export function listen(before: Talking, loud: ReadonlySet<Who>, now: Millis): Talking {
  const talks = new Map([...before.talks].filter(([, { heardAt }]) => now - heardAt < PAUSE_MILLIS));
  for (const who of loud) talks.set(who, { since: talks.get(who)?.since ?? now, heardAt: now });
  const { speaker } = before;
  const heard = speaker !== undefined && loud.has(speaker);
  const speakerHeardAt = heard ? now : before.speakerHeardAt;
  const kept = { talks, speaker, speakerHeardAt };
  if (speaker !== undefined && now - speakerHeardAt < KEEP_MILLIS) return kept;
  // Oneself is not shown large to oneself.
  const turns = [...talks].filter(([who, { since }]) => who !== 'me' && now - since >= TURN_MILLIS);
  const [first] = turns.sort(([, one], [, other]) => one.since - other.since);
  return first === undefined ? kept : { talks, speaker: first[0], speakerHeardAt: first[1].heardAt };
}
