import type { Millis } from '../call/state';

/** What one way of a connection was like between two looks at its statistics. */
export interface AudioFlow {
  bitsPerSecond: number;
  /** Share of the packets that got lost, 0 to 1; undefined where nobody told in this time. */
  loss: number | undefined;
  jitterMillis: number | undefined;
}

export interface VideoFlow extends AudioFlow {
  framesPerSecond: number;
  width: number;
  height: number;
}

/**
 * How the connection to one other participant was between two looks at `getStats()`, about a second apart. Names and
 * meanings are those of W3C's Identifiers for WebRTC's Statistics; times are monotonic milliseconds.
 */
export interface QualitySample {
  at: Millis;
  path: 'direct' | 'relayed' | 'unknown';
  roundTripMillis: number | undefined;
  /** What the congestion control believes can be sent; undefined where the browser does not tell. */
  availableOutgoingBitsPerSecond: number | undefined;
  receiving: {
    audio: AudioFlow & { /** Share of the samples that were made up, 0 to 1. */ concealed: number };
    video: VideoFlow & { frozenMillis: number };
  };
  sending: {
    /** Loss and jitter as the other side reports them. */
    audio: AudioFlow;
    video: VideoFlow & { limitation: 'none' | 'cpu' | 'bandwidth' | 'other' };
  };
}
