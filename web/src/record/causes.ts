import { type CallRecord, ME, overlap, type Person, type Stretch, stretches, type Who } from './record';
import type { Draft } from './spans';
import { lossIn } from './troubles';

export type Cause =
  | 'your network'
  | 'their network'
  | 'path'
  | 'your computer'
  | 'their computer'
  | 'your page'
  | 'their page'
  | 'your device'
  | 'their device'
  | 'server';

export interface Sides {
  mine: CallRecord;
  /** What the other one noticed, if they gave it. */
  theirs: CallRecord | undefined;
}

/** What shows a broken network is noticed later than what is missing. */
const LATER_MILLIS = 3000;
/** Samples come every second. */
const STALL_MILLIS = 1700;
const STALL_WITHIN_MILLIS = 4000;
/** Below, it is not the network that took it. */
const LOSS = 0.01;

/** Why it was bad; the surest evidence decides. */
export function causeOf(draft: Draft, all: readonly Draft[], sides: Sides): Cause {
  const mineToo = draft.direction === 'to them';
  if (draft.kind === 'device') return mineToo ? 'your device' : 'their device';
  if (draft.kind === 'limited' && limitedBy(draft, sides) === 'cpu')
    return mineToo ? 'your computer' : 'their computer';
  const network = brokenNetwork(draft, sides);
  if (network !== undefined) return network;
  if (isWhole(draft)) {
    const sender = mineToo ? 'your' : 'their';
    if (hidden(draft, sides)) return `${sender} page`;
    if (limitedBy(draft, sides) === 'cpu') return `${sender} computer`;
    if (stalls(draft.person, draft)) return 'your computer';
    if (stalls(sides.theirs?.people[0], draft)) return 'their computer';
  }
  return amongOthers(draft, all, sides);
}

/** The networks of both sides tell by their way to the server, and by what was measured apart from this connection. */
function brokenNetwork(draft: Draft, { mine, theirs }: Sides): Cause | undefined {
  const { who } = draft.person;
  const near = { from: draft.from - LATER_MILLIS, to: draft.to + LATER_MILLIS };
  const touches = (found: readonly Stretch[]) => found.some((it) => overlap(it, near) > 0);
  const lost = ['lost', 'gone'] as const;
  const here = touches(stretches(mine, ME, 'link', lost));
  const there =
    touches(stretches(mine, who, 'server', lost)) ||
    (theirs !== undefined && touches(stretches(theirs, ME, 'link', lost)));
  const relayed = stretches(mine, who, 'path', ['relayed']).some((it) => it.from <= draft.from && it.to >= draft.from);
  const restarting = touches(stretches(mine, ME, 'link', ['restarting-server']));
  if (relayed && (restarting || (here && there))) return 'server';
  const yours = here || touches(stretches(mine, ME, 'network', ['weak'])) || changed(mine, draft);
  const others =
    there ||
    touches(stretches(mine, who, 'network', ['weak'])) ||
    (theirs !== undefined && (touches(stretches(theirs, ME, 'network', ['weak'])) || changed(theirs, draft)));
  if (yours === others) return undefined;
  return yours ? 'your network' : 'their network';
}

function changed({ marks }: CallRecord, { from }: Stretch): boolean {
  return marks.some((it) => it.what === 'network' && it.is === 'changed' && Math.abs(it.at - from) < LATER_MILLIS);
}

function isWhole(draft: Draft): boolean {
  if (draft.direction === 'both' || draft.what.includes('media')) return false;
  const loss = lossIn(draft.person, draft.direction, draft);
  return loss === undefined || loss < LOSS;
}

/** A computer that is too busy for media is late with the statistics, too. */
function stalls(person: Person | undefined, { from }: Stretch): boolean {
  const near = person?.samples.filter(({ at }) => Math.abs(at - from) < STALL_WITHIN_MILLIS) ?? [];
  return near.some(({ at }, index) => at - (near[index - 1]?.at ?? at) > STALL_MILLIS);
}

function hidden(draft: Draft, { mine, theirs }: Sides): boolean {
  const sender = draft.direction === 'to them' ? mine : theirs;
  if (sender === undefined) return false;
  const away = stretches(sender, ME, 'page', ['hidden']).reduce((sum, it) => sum + overlap(it, draft), 0);
  return away * 2 >= draft.to - draft.from;
}

/** What limited the sender's pictures for most of the time. */
function limitedBy(draft: Draft, { theirs }: Sides): 'cpu' | 'bandwidth' | undefined {
  const sender = draft.direction === 'to them' ? draft.person : theirs?.people[0];
  const during = sender?.samples.filter(({ at }) => at > draft.from && at <= draft.to) ?? [];
  const times = (limitation: string) => during.filter(({ sending }) => sending.video.limitation === limitation).length;
  if (Math.max(times('cpu'), times('bandwidth')) * 2 < Math.max(1, during.length)) return undefined;
  return times('cpu') >= times('bandwidth') ? 'cpu' : 'bandwidth';
}

/** In a call of three, what is bad with everybody is here, and what is bad with one is there. */
function amongOthers(draft: Draft, all: readonly Draft[], { mine }: Sides): Cause {
  const others = mine.people.filter(({ who, samples }) => {
    return who !== draft.person.who && samples.some(({ at }) => at > draft.from && at <= draft.to);
  });
  if (others.length === 0) return 'path';
  const suffers = (who: Who) =>
    all.some((it) => {
      const same = it.direction === 'both' || draft.direction === 'both' || it.direction === draft.direction;
      return it.person.who === who && same && overlap(it, draft) * 2 >= draft.to - draft.from;
    });
  const suffering = others.filter(({ who }) => suffers(who)).length;
  if (suffering === others.length) return 'your network';
  return suffering === 0 ? 'their network' : 'path';
}
