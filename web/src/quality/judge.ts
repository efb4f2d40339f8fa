import type { Millis } from '../call/state';
import type { AudioFlow, QualitySample } from './sample';

/** What people hear or see, in one second. */
const LOSS = 0.03;
const CONCEALED = 0.05;
const FROZEN_MILLIS = 400;
const JITTER_MILLIS = 60;
const ROUND_TRIP_MILLIS = 500;
/** A browser that may send no more than this shows a poor picture. A call begins with little and finds out what it may. */
const NARROW_BITS_PER_SECOND = 400_000;

/** So many more bad seconds than good ones: a blip of three seconds touches four. */
const WEAK_SECONDS = 5;
const WEAK_SECONDS_MAX = 6;
const SUSPECT_SECONDS = 2;
/** A report about longer is no more than a hint, and only several of them are a judgement. */
const REPORT_SECONDS_MAX = 2;
/** Of audio alone it comes every five seconds. */
const REPORT_WITHIN_SECONDS = 7;
const BEGINNING_MILLIS = 10_000;

interface Way {
  /** Bad seconds that no good ones made up for. */
  badSeconds: number;
  weak: boolean;
  /** Seconds about which nobody told anything. */
  untoldSeconds: number;
}

/** How a connection is, each way. */
export interface Verdict {
  /** Of the first sample. */
  since: Millis;
  at: Millis;
  fromThem: Way;
  toThem: Way;
  /** Since when one of the ways is weak. */
  weakSince: Millis | undefined;
}

const WELL: Way = { badSeconds: 0, weak: false, untoldSeconds: 0 };

export function newVerdict(now: Millis): Verdict {
  return { since: now, at: now, fromThem: WELL, toThem: WELL, weakSince: undefined };
}

/** Weak is what stays bad for a while, and it is well again only when it was so for a while. */
export function judge(verdict: Verdict, sample: QualitySample): Verdict {
  const { since } = verdict;
  const seconds = (sample.at - verdict.at) / 1000;
  const fromThem = weigh(verdict.fromThem, fromThemBad(sample), seconds);
  const toThem = weigh(verdict.toThem, toThemBad(sample, since), seconds);
  const weak = fromThem.weak || toThem.weak;
  return { since, at: sample.at, fromThem, toThem, weakSince: weak ? (verdict.weakSince ?? sample.at) : undefined };
}

/** Worth finding out whose network it is. */
export function isSuspect({ fromThem, toThem }: Verdict): boolean {
  return Math.max(fromThem.badSeconds, toThem.badSeconds) >= SUSPECT_SECONDS || fromThem.weak || toThem.weak;
}

/** @param bad undefined when nothing is known of this time */
function weigh(way: Way, bad: boolean | undefined, passedSeconds: number): Way {
  const seconds = way.untoldSeconds + passedSeconds;
  if (bad === undefined && seconds < REPORT_WITHIN_SECONDS) return { ...way, untoldSeconds: seconds };
  const change = bad ? Math.min(REPORT_SECONDS_MAX, seconds) : -seconds;
  const badSeconds = Math.min(WEAK_SECONDS_MAX, Math.max(0, way.badSeconds + change));
  return { badSeconds, weak: way.weak ? badSeconds > 0 : badSeconds >= WEAK_SECONDS, untoldSeconds: 0 };
}

function fromThemBad({ receiving, roundTripMillis }: QualitySample): boolean {
  const { audio, video } = receiving;
  return (
    isBad(audio) ||
    isBad({ ...video, jitterMillis: undefined }) ||
    isSlow(roundTripMillis) ||
    audio.concealed > CONCEALED ||
    video.frozenMillis > FROZEN_MILLIS
  );
}

function toThemBad(sample: QualitySample, since: Millis): boolean | undefined {
  const { audio, video } = sample.sending;
  if (isBad(audio) || isBad({ ...video, jitterMillis: undefined }) || isSlow(sample.roundTripMillis)) return true;
  if (sample.at - since > BEGINNING_MILLIS && isNarrow(sample)) return true;
  const reported = audio.loss !== undefined || video.loss !== undefined;
  const sends = audio.bitsPerSecond + video.bitsPerSecond > 0;
  return reported || !sends ? false : undefined;
}

function isBad({ loss = 0, jitterMillis = 0 }: Pick<AudioFlow, 'loss' | 'jitterMillis'>): boolean {
  return loss >= LOSS || jitterMillis >= JITTER_MILLIS;
}

function isSlow(roundTripMillis = 0): boolean {
  return roundTripMillis >= ROUND_TRIP_MILLIS;
}

function isNarrow({ sending, availableOutgoingBitsPerSecond = Number.POSITIVE_INFINITY }: QualitySample): boolean {
  return sending.video.limitation === 'bandwidth' && availableOutgoingBitsPerSecond < NARROW_BITS_PER_SECOND;
}
