import type { QualitySample } from '../quality/sample';

type Deep<T> = { [K in keyof T]?: T[K] extends object ? Deep<T[K]> : T[K] | undefined };
export type Change = Deep<QualitySample>;

/** A second in which all was well, but for what a test changes. */
export function calm(at: number, { receiving = {}, sending = {}, ...change }: Change = {}): QualitySample {
  const audio = { bitsPerSecond: 40_000, loss: 0, jitterMillis: 5 };
  const video = { ...audio, bitsPerSecond: 1_200_000, framesPerSecond: 30, width: 1280, height: 720 };
  return {
    path: 'direct',
    roundTripMillis: 20,
    availableOutgoingBitsPerSecond: 3_000_000,
    ...change,
    at,
    receiving: {
      audio: { ...audio, concealed: 0, ...receiving.audio },
      video: { ...video, frozenMillis: 0, ...receiving.video },
    },
    sending: { audio: { ...audio, ...sending.audio }, video: { ...video, limitation: 'none', ...sending.video } },
  } as QualitySample;
}
