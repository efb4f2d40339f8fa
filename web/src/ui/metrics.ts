import type { AudioFlow, QualitySample, VideoFlow } from '../quality/sample';
import { millisText, percentText, rateText, words } from './qualityWords';

/** One number about a connection, as people are shown it. */
export interface Metric {
  label: string;
  of(sample: QualitySample): number | undefined;
  text(value: number): string;
  /** What fills a plot at least. */
  ceiling: number;
}

interface Flows {
  audio: AudioFlow;
  video: VideoFlow;
}

export const roundTrip: Metric = {
  label: words.roundTrip,
  of: ({ roundTripMillis }) => roundTripMillis,
  text: millisText,
  ceiling: 200,
};

export const fromThem: readonly Metric[] = metrics(({ receiving }) => receiving);
export const toThem: readonly Metric[] = metrics(({ sending }) => sending);

function metrics(way: (sample: QualitySample) => Flows): readonly Metric[] {
  return [
    {
      label: words.rate,
      of: (sample) => way(sample).audio.bitsPerSecond + way(sample).video.bitsPerSecond,
      text: rateText,
      ceiling: 100_000,
    },
    { label: words.loss, of: (sample) => worst(way(sample)), text: percentText, ceiling: 0.1 },
    { label: words.jitter, of: (sample) => way(sample).audio.jitterMillis, text: millisText, ceiling: 60 },
    {
      label: words.pictures,
      of: (sample) => way(sample).video.framesPerSecond,
      text: (value) => words.perSecond(Math.round(value)),
      ceiling: 30,
    },
  ];
}

function worst({ audio, video }: Flows): number | undefined {
  if (audio.loss === undefined) return video.loss;
  return Math.max(audio.loss, video.loss ?? 0);
}
