import type { QualitySample } from '../quality/sample';
import {
  type CallRecord,
  joined,
  ME,
  type Moment,
  overlap,
  type Person,
  type Stretch,
  stretches,
  type Who,
} from './record';

/**
 * `media`: nothing came through. `resolution`: the picture was small because something limited its sender. A picture
 * froze, or lost so much that it must have broken up.
 */
export type What = 'media' | 'picture' | 'sound' | 'resolution';
export type Direction = 'from them' | 'to them';

/** One thing that was wrong, as one side saw it. */
export interface Trouble extends Stretch {
  what: What;
  direction: Direction;
  /** Something did not arrive; what else is wrong may have other causes, and has edges of its own. */
  lost: boolean;
}

/** Over this, people notice what is lost. */
const LOSS = 0.04;
const CONCEALED = 0.08;
/** Below, a picture stands still. */
const FRAMES_PER_SECOND = 1;
const FROZEN_MILLIS = 400;
/** Less than this is not media; silence is twice as much. */
const BITS_PER_SECOND = 8000;
/** Chance alone puts a lost packet into one second and none into the next: only several samples tell what a rate is. */
const WINDOW = 5;
/** Of what people notice: as long as more than this part of it goes on, it is not over. */
const LOW = 1 / 4;
/** A second belongs to a trouble when it has at least this part of it; the window itself says nothing about edges. */
const TOUCHED = 1 / 3;
const TOUCHED_MIN = 0.01;
/** What begins is small and slow at first. */
const BEGINNING_MILLIS = 4000;
/** People do not mind a small picture for less. */
const RESOLUTION_MILLIS = 5000;
/** Of the largest height that was sent in this call. */
const SMALL = 0.6;
const SECOND_MILLIS = 1000;
/** Where a record was thinned, a sample stands for so long before it; after a longer pause, nothing is known. */
const PAUSE_MILLIS = 32_000;
const APART_MILLIS = 2000;
/** Of audio, the other side tells every five seconds. */
const REPORT_MILLIS = 6000;

const UP = ['connected', 'direct', 'relayed'] as const;
const BROKEN = ['shaky', 'restarting', 'failed'] as const;

/** What was wrong between two people, as far as one of them could notice it. */
export interface Troubles {
  /** In what they received. */
  seen: readonly Trouble[];
  /** In what they sent, as they were told by the other side, late and roughly. */
  told: readonly Trouble[];
  /** In what they sent, and nobody else knows why. */
  limited: readonly Trouble[];
  devices: readonly Trouble[];
}

export function findTroubles(record: CallRecord, { who, samples }: Person): Troubles {
  const seconds = samples.map((sample, index): Second => ({ sample, from: beginOf(samples, index), to: sample.at }));
  const theirs = { camera: steady(record, who, who, 'camera'), microphone: steady(record, who, who, 'microphone') };
  const own = { camera: steady(record, who, ME, 'camera'), microphone: steady(record, who, ME, 'microphone') };
  const silent = runs(seconds, joined([...theirs.camera, ...theirs.microphone]), ({ receiving: { audio, video } }) => {
    return audio.bitsPerSecond + video.bitsPerSecond < BITS_PER_SECOND;
  });
  // A connection that is called broken while media comes through is not.
  const broken = stretches(record, who, 'path', BROKEN).filter(
    (stretch) => silent.some((it) => overlap(it, stretch) > 0) || !seconds.some((it) => overlap(it, stretch) > 0),
  );
  return {
    seen: [
      ...as('media', 'from them', [...silent, ...broken]),
      ...as(
        'sound',
        'from them',
        rates(seconds, theirs.microphone, LOSS, ({ receiving }) => receiving.audio.loss),
      ),
      ...as(
        'picture',
        'from them',
        rates(seconds, theirs.camera, LOSS, ({ receiving }) => receiving.video.loss),
      ),
      ...poor(
        'sound',
        'from them',
        rates(seconds, theirs.microphone, CONCEALED, ({ receiving }) => receiving.audio.concealed),
      ),
      ...poor('picture', 'from them', freezes(seconds, theirs.camera)),
    ],
    told: [
      ...as('media', 'to them', broken),
      ...as(
        'sound',
        'to them',
        rates(seconds, own.microphone, LOSS, ({ sending }) => sending.audio.loss),
      ),
      ...as(
        'picture',
        'to them',
        rates(seconds, own.camera, LOSS, ({ sending }) => sending.video.loss),
      ),
      ...poor(
        'picture',
        'to them',
        runs(seconds, own.camera, ({ sending }) => sending.video.framesPerSecond < FRAMES_PER_SECOND),
      ),
    ],
    limited: as('resolution', 'to them', smallPictures(seconds, own.camera)),
    devices: [
      ...as('sound', 'to them', stretches(record, ME, 'microphone', ['lost'])),
      ...as('picture', 'to them', stretches(record, ME, 'camera', ['lost'])),
    ],
  };
}

/** The share of packets that were lost on average, weighed by how long each sample lasted; undefined when nobody knows. */
export function lossIn({ samples }: Person, direction: Direction, within: Stretch): number | undefined {
  let [sum, weight] = [0, 0];
  samples.forEach((sample, index) => {
    const millis = overlap({ from: beginOf(samples, index), to: sample.at }, within);
    const { audio, video } = direction === 'from them' ? sample.receiving : sample.sending;
    const known = [audio, video].filter(({ loss }) => loss !== undefined);
    const bits = known.reduce((all, { bitsPerSecond }) => all + bitsPerSecond, 0);
    if (millis === 0 || bits === 0) return;
    for (const { loss = 0, bitsPerSecond } of known) sum += (loss * millis * bitsPerSecond) / bits;
    weight += millis;
  });
  return weight === 0 ? undefined : sum / weight;
}

interface Second extends Stretch {
  sample: QualitySample;
}

function beginOf(samples: readonly QualitySample[], index: number): Moment {
  const at = samples[index]?.at ?? 0;
  const before = samples[index - 1]?.at;
  return before === undefined || at - before > PAUSE_MILLIS ? Math.max(0, at - SECOND_MILLIS) : before;
}

function as(what: What, direction: Direction, found: readonly Stretch[]): Trouble[] {
  return joined(found, APART_MILLIS).map((stretch) => ({ ...stretch, what, direction, lost: true }));
}

function poor(what: What, direction: Direction, found: readonly Stretch[]): Trouble[] {
  return as(what, direction, found).map((trouble) => ({ ...trouble, lost: false }));
}

/** When somebody's device was on, over a path that stood, and neither had just begun. */
function steady(record: CallRecord, path: Who, who: Who, what: 'camera' | 'microphone'): Stretch[] {
  const connected = stretches(record, path, 'path', [...UP, ...BROKEN]);
  return stretches(record, who, what, ['on']).flatMap((on) =>
    connected
      .map((up) => ({ from: Math.max(on.from, up.from) + BEGINNING_MILLIS, to: Math.min(on.to, up.to) }))
      .filter(({ from, to }) => to > from),
  );
}

function runs(
  seconds: readonly Second[],
  expected: readonly Stretch[],
  isBad: (sample: QualitySample) => boolean,
): Stretch[] {
  return joined(seconds.filter((it) => isBad(it.sample) && isIn(it, expected)));
}

/** Where a rate was high, from where the first second that had its part in it began to have it, to the end of the last. */
function rates(
  seconds: readonly Second[],
  expected: readonly Stretch[],
  limit: number,
  rateOf: (sample: QualitySample) => number | undefined,
): Stretch[] {
  const known: Rate[] = [];
  for (const second of seconds) {
    const rate = rateOf(second.sample);
    if (rate === undefined || !isIn(second, expected)) continue;
    // What is told now and then is about all the time since the last word.
    const from = Math.min(second.from, Math.max(known.at(-1)?.to ?? second.from, second.to - REPORT_MILLIS));
    known.push({ from, to: second.to, rate });
  }
  const high = sustained(known, limit);
  return joined(high, APART_MILLIS).flatMap((region) => {
    const inside = known.filter((it) => overlap(it, region) > 0);
    const enough = Math.max(TOUCHED_MIN, mean(inside) * TOUCHED);
    const touched = inside.filter(({ rate }) => rate >= enough);
    const [first, last] = [touched[0], touched.at(-1)];
    if (first === undefined || last === undefined) return [];
    if (first === last) return [{ from: first.from, to: first.to }];
    const full = mean(touched.length > 2 ? touched.slice(1, -1) : touched);
    const had = (it: Rate | undefined) => (it === undefined ? 0 : (it.to - it.from) * Math.min(1, it.rate / full));
    const before = had(first) + had(known[known.indexOf(first) - 1]);
    const after = had(last) + had(known[known.indexOf(last) + 1]);
    return [{ from: first.to - before, to: last.from + after }];
  });
}

/** What was high, with what was not low around it. */
function sustained(known: readonly Rate[], limit: number): Rate[] {
  const kept: Rate[] = [];
  let region: { rates: Rate[]; high: boolean } = { rates: [], high: false };
  const close = () => {
    if (region.high) kept.push(...region.rates);
    region = { rates: [], high: false };
  };
  known.forEach((rate, index) => {
    const mean = meanAround(known, index);
    if (mean < limit * LOW) close();
    else region.rates.push(rate);
    region.high ||= mean >= limit;
  });
  close();
  return kept;
}

interface Rate extends Stretch {
  rate: number;
}

function meanAround(known: readonly Rate[], index: number): number {
  const begin = Math.max(0, Math.min(index - (WINDOW - 1) / 2, known.length - WINDOW));
  return mean(known.slice(begin, begin + WINDOW));
}

function mean(known: readonly Rate[]): number {
  return known.reduce((sum, { rate }) => sum + rate, 0) / known.length;
}

/** A browser counts a freeze when it is over: all of it, then. */
function freezes(seconds: readonly Second[], expected: readonly Stretch[]): Stretch[] {
  const counted = seconds.flatMap(({ sample, from, to }) => {
    const { frozenMillis } = sample.receiving.video;
    const freeze = { from: Math.min(from, to - frozenMillis), to };
    return frozenMillis >= FROZEN_MILLIS && isIn(freeze, expected) ? [freeze] : [];
  });
  const standing = runs(seconds, expected, ({ receiving }) => receiving.video.framesPerSecond < FRAMES_PER_SECOND);
  return joined([...counted, ...standing], APART_MILLIS);
}

function smallPictures(seconds: readonly Second[], expected: readonly Stretch[]): Stretch[] {
  const tallest = Math.max(0, ...seconds.map(({ sample }) => sample.sending.video.height));
  const small = runs(seconds, expected, ({ sending: { video } }) => {
    return video.limitation !== 'none' && video.limitation !== 'other' && video.height < tallest * SMALL;
  });
  return joined(small, APART_MILLIS).filter(({ from, to }) => to - from >= RESOLUTION_MILLIS);
}

function isIn(stretch: Stretch, expected: readonly Stretch[]): boolean {
  return expected.some((it) => overlap(it, stretch) * 2 >= stretch.to - stretch.from);
}
