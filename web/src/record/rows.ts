import type { QualitySample } from '../quality/sample';

/** Names of the numbers of a row, for whoever reads a record without this program. */
export const COLUMNS = [
  'at',
  'path',
  'roundTripMillis',
  'availableOutgoingBitsPerSecond',
  'receiving.audio.bitsPerSecond',
  'receiving.audio.loss',
  'receiving.audio.jitterMillis',
  'receiving.audio.concealed',
  'receiving.video.bitsPerSecond',
  'receiving.video.loss',
  'receiving.video.jitterMillis',
  'receiving.video.framesPerSecond',
  'receiving.video.width',
  'receiving.video.height',
  'receiving.video.frozenMillis',
  'sending.audio.bitsPerSecond',
  'sending.audio.loss',
  'sending.audio.jitterMillis',
  'sending.video.bitsPerSecond',
  'sending.video.loss',
  'sending.video.jitterMillis',
  'sending.video.framesPerSecond',
  'sending.video.width',
  'sending.video.height',
  'sending.video.limitation',
] as const;

export const PATHS = ['unknown', 'direct', 'relayed'] as const;
export const LIMITATIONS = ['none', 'cpu', 'bandwidth', 'other'] as const;

/** The numbers of one sample in the order of `COLUMNS`; null for what was not known. */
export type Row = readonly (number | null)[];

/** A quarter of what the names of the members would take. */
export function toRow({ at, path, roundTripMillis, ...sample }: QualitySample): Row {
  const { receiving, sending } = sample;
  const [from, to] = [receiving.video, sending.video];
  return [
    Math.round(at),
    PATHS.indexOf(path),
    whole(roundTripMillis),
    whole(sample.availableOutgoingBitsPerSecond),
    whole(receiving.audio.bitsPerSecond),
    share(receiving.audio.loss),
    whole(receiving.audio.jitterMillis),
    share(receiving.audio.concealed),
    whole(from.bitsPerSecond),
    share(from.loss),
    whole(from.jitterMillis),
    whole(from.framesPerSecond),
    whole(from.width),
    whole(from.height),
    whole(from.frozenMillis),
    whole(sending.audio.bitsPerSecond),
    share(sending.audio.loss),
    whole(sending.audio.jitterMillis),
    whole(to.bitsPerSecond),
    share(to.loss),
    whole(to.jitterMillis),
    whole(to.framesPerSecond),
    whole(to.width),
    whole(to.height),
    LIMITATIONS.indexOf(to.limitation),
  ];
}

export function fromRow(row: Row): QualitySample {
  let next = 0;
  const known = () => row[next++] ?? undefined;
  const number = () => known() ?? 0;
  const flow = () => ({ bitsPerSecond: number(), loss: known(), jitterMillis: known() });
  const picture = () => ({ ...flow(), framesPerSecond: number(), width: number(), height: number() });
  return {
    at: number(),
    path: PATHS[number()] ?? 'unknown',
    roundTripMillis: known(),
    availableOutgoingBitsPerSecond: known(),
    receiving: {
      audio: { ...flow(), concealed: number() },
      video: { ...picture(), frozenMillis: number() },
    },
    sending: { audio: flow(), video: { ...picture(), limitation: LIMITATIONS[number()] ?? 'none' } },
  };
}

function whole(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value);
}

function share(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value * 1000) / 1000;
}
