import type { QualitySample } from '../quality/sample';
import { type CallRecord, type Mark, ME, type Stretch } from '../record/record';

/** A second of a call in which all is well. */
export function goodSample(at: number): QualitySample {
  const audio = { bitsPerSecond: 32_000, loss: 0, jitterMillis: 4 };
  const video = { bitsPerSecond: 1_200_000, loss: 0, jitterMillis: 6, framesPerSecond: 25, width: 1280, height: 720 };
  return {
    at,
    path: 'direct',
    roundTripMillis: 40,
    availableOutgoingBitsPerSecond: 2_500_000,
    receiving: { audio: { ...audio, concealed: 0 }, video: { ...video, frozenMillis: 0 } },
    sending: { audio, video: { ...video, limitation: 'none' } },
  };
}

export const BEGINNING: readonly Mark[] = [
  { at: 0, who: ME, what: 'link', is: 'connected' },
  { at: 0, who: ME, what: 'microphone', is: 'on' },
  { at: 0, who: ME, what: 'camera', is: 'on' },
  { at: 0, who: 'ben', what: 'path', is: 'connecting' },
  { at: 0, who: 'ben', what: 'server', is: 'connected' },
  { at: 0, who: 'ben', what: 'microphone', is: 'on' },
  { at: 0, who: 'ben', what: 'camera', is: 'on' },
  { at: 1000, who: 'ben', what: 'path', is: 'direct' },
];

/** A call with Ben of so many seconds, each of which is made worse by the test. */
export function recordOf(
  seconds: number,
  worsen: (sample: QualitySample, second: Stretch) => void = () => undefined,
  marks: readonly Mark[] = [],
  random: () => number = () => 0,
): CallRecord {
  const samples: QualitySample[] = [];
  for (let from = 1000; from < seconds * 1000; ) {
    const to = from + 1000 + Math.round(random() * 150);
    const sample = goodSample(to);
    worsen(sample, { from, to });
    samples.push(sample);
    from = to;
  }
  return {
    startedAt: Date.UTC(2026, 10, 21, 14, 3),
    lasted: seconds * 1000,
    name: 'Ana',
    people: [{ who: 'ben', name: 'Ben', samples }],
    marks: [...BEGINNING, ...marks].sort((a, b) => a.at - b.at),
  };
}

/** How much of a second lies in a stretch of time. */
export function part(second: Stretch, { from, to }: Stretch): number {
  return Math.max(0, Math.min(second.to, to) - Math.max(second.from, from)) / (second.to - second.from);
}
