import { type Cause, causeOf, type Sides } from './causes';
import { type CallRecord, joined, ME, overlap, type Person, type Stretch, stretches, type Who } from './record';
import { type Direction, findTroubles, lossIn, type Trouble, type Troubles, type What } from './troubles';

/** A stretch of time in which the call was bad, with whom, and why. */
export interface Span extends Stretch {
  /** Undefined for the way to the server, which concerns nobody else. */
  who: Who | undefined;
  name: string;
  direction: Direction | 'both';
  what: readonly (What | 'server')[];
  cause: Cause;
  /** Share of the packets that were lost. */
  loss: number | undefined;
}

/** What somebody else noticed, with all times as they are in the own record. */
export type Told = ReadonlyMap<Who, CallRecord>;

const APART_MILLIS = 2000;
/** What is shorter, nobody remembers. */
const SPAN_MILLIS = 900;
const SERVER_MILLIS = 3000;

/** Everything that was bad in a call: in the own record, and in those of others who gave theirs. */
export function findSpans(mine: CallRecord, told: Told): Span[] {
  const drafts = mine.people.flatMap((person) => draftsOf(mine, person, told.get(person.who)));
  const spans = drafts.map((draft) => decide(draft, drafts, mine, told));
  return [...spans, ...serverSpans(mine, spans)].sort((a, b) => a.from - b.from || a.to - b.to);
}

/** A span before it is known why. */
export interface Draft extends Stretch {
  person: Person;
  direction: Direction | 'both';
  kind: 'flow' | 'limited' | 'device';
  what: readonly What[];
  /** Something did not arrive. */
  lost: boolean;
  /** By who received it, whose times are exact. */
  seen: boolean;
}

function draftsOf(mine: CallRecord, person: Person, theirs: CallRecord | undefined): Draft[] {
  const own = findTroubles(mine, person);
  const me = theirs?.people[0];
  const other = theirs === undefined || me === undefined ? undefined : flipped(findTroubles(theirs, me));
  const covered = { from: me?.samples[0]?.at ?? 0, to: me?.samples.at(-1)?.at ?? 0 };
  // Who received it knows best; what the sender was told fills in where the receiver says nothing.
  const guessed = own.told.filter((it) => overlap(it, covered) * 2 < it.to - it.from);
  const draft = (kind: Draft['kind'], seen: boolean, troubles: readonly Trouble[]) =>
    (['from them', 'to them'] as const).flatMap((direction) =>
      grouped(troubles.filter((it) => it.direction === direction)).map(
        (it): Draft => ({ ...it, person, direction, kind, seen }),
      ),
    );
  const flow = [...draft('flow', true, [...own.seen, ...(other?.seen ?? [])]), ...draft('flow', false, guessed)];
  return [
    ...bothWays(flow),
    ...draft('limited', true, [...own.limited, ...(other?.limited ?? [])]),
    ...draft('device', true, [...own.devices, ...(other?.devices ?? [])]),
  ].filter(({ from, to }) => to - from >= SPAN_MILLIS);
}

function flipped({ seen, told, limited, devices }: Troubles): Troubles {
  const flip = (all: readonly Trouble[]) =>
    all.map((it): Trouble => ({ ...it, direction: it.direction === 'to them' ? 'from them' : 'to them' }));
  return { seen: flip(seen), told: flip(told), limited: flip(limited), devices: flip(devices) };
}

/** Picture and sound that were bad together are one span; what nothing was lost in does not move the edges of a loss. */
function grouped(troubles: readonly Trouble[]): (Stretch & Pick<Draft, 'what' | 'lost'>)[] {
  const lost = joined(
    troubles.filter((it) => it.lost),
    APART_MILLIS,
  );
  const rest = joined(
    troubles.filter((it) => !it.lost),
    APART_MILLIS,
  );
  const apart = lost.reduce((left, span) => left.flatMap((it) => without(it, span)), rest);
  const whole = apart.filter(
    ({ from, to }) => rest.some((it) => it.from === from && it.to === to) || to - from > APART_MILLIS,
  );
  const all = [...lost.map((it) => ({ ...it, lost: true })), ...whole.map((it) => ({ ...it, lost: false }))];
  return all.map((span) => {
    const inside = troubles.filter((it) => overlap(it, span) > 0);
    const kinds = (['media', 'picture', 'sound', 'resolution'] as const).filter((kind) =>
      inside.some(({ what }) => what === kind),
    );
    const nothing = inside.filter(({ what }) => what === 'media').reduce((sum, it) => sum + it.to - it.from, 0);
    if (kinds.length === 1) return { ...span, what: kinds };
    const mostlyNothing = nothing * 2 >= span.to - span.from;
    return { ...span, what: mostlyNothing ? ['media'] : kinds.filter((kind) => kind !== 'media') };
  });
}

function without({ from, to }: Stretch, taken: Stretch): Stretch[] {
  const left = [
    { from, to: Math.min(to, taken.from) },
    { from: Math.max(from, taken.to), to },
  ];
  return left.filter((it) => it.to > it.from);
}

function bothWays(drafts: readonly Draft[]): Draft[] {
  const left = [...drafts];
  for (const from of drafts.filter(({ direction }) => direction === 'from them')) {
    const length = (it: Stretch) => it.to - it.from;
    const to = left.find(
      (it) =>
        it.direction === 'to them' && overlap(from, it) * 2 >= Math.max(length(from), length(it)) && alike(from, it),
    );
    if (to === undefined) continue;
    const exact = to.seen ? { from: Math.min(from.from, to.from), to: Math.max(from.to, to.to) } : {};
    const what = [...new Set([...from.what, ...to.what])];
    left.splice(left.indexOf(to), 1);
    left.splice(left.indexOf(from), 1, { ...from, ...exact, what, direction: 'both' });
  }
  return left;
}

function alike(a: Draft, b: Draft): boolean {
  return a.what.includes('media') === b.what.includes('media') && a.lost === b.lost;
}

function decide(draft: Draft, all: readonly Draft[], mine: CallRecord, told: Told): Span {
  const { person, from, to, direction, what } = draft;
  const theirs = told.get(person.who);
  const sides: Sides = { mine, theirs };
  const cause = causeOf(draft, all, sides);
  const me = theirs?.people[0];
  const [receiving, sending] = [lossIn(person, 'from them', draft), me && lossIn(me, 'from them', draft)];
  const back = sending ?? lossIn(person, 'to them', draft);
  const known = { 'from them': [receiving], 'to them': [back], both: [receiving, back] }[direction];
  const losses = known.filter((loss) => loss !== undefined);
  const loss = losses.length === 0 ? undefined : Math.max(...losses);
  return { from, to, direction, what, cause, who: person.who, name: person.name, loss };
}

function serverSpans(mine: CallRecord, spans: readonly Span[]): Span[] {
  return stretches(mine, ME, 'link', ['lost', 'restarting-server', 'gone'])
    .filter(({ from, to }) => to - from >= SERVER_MILLIS)
    .filter((it) => !spans.some((span) => overlap(span, it) > 0 && span.what.includes('media')))
    .map((it): Span => {
      return { ...it, who: undefined, name: '', direction: 'both', what: ['server'], cause: 'server', loss: undefined };
    });
}
