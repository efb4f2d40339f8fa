/** What the statistics say about one moment of a connection. */
export interface FlowSample {
  /** Bytes of media and data that came, since the beginning. */
  bytes: number;
  /** The candidate pair in use. */
  pair: string | undefined;
  /** Answers that came to our connectivity checks over it, which show that the path works when nobody sends media. */
  responses: number;
}

/** `interrupted`: what was being sent is lost, but the path may come back. `stalled`: it needs a repair. */
export type Flow = 'flowing' | 'silent' | 'interrupted' | 'stalled';

/** Slower than this is not media: even a muted microphone sends 2,000 bytes of silence a second. */
const MEDIA_BYTES_PER_SECOND = 1000;
/** A connection also begins with many bytes, and the last sample before a silence is cut short by it. */
const SAMPLES_OF_MEDIA = 3;
const SAMPLES_KEPT = 4;
const INTERRUPTED_MILLIS = 1000;
const SILENCE_MILLIS = 1500;
const SILENCE_AFTER_HINT_MILLIS = 1000;
/** Samples this far apart say nothing about what was between them: the page or the computer slept. */
const ASLEEP_MILLIS = 5000;

/**
 * Tells early that media stopped coming: browsers notice only after five to eight seconds. Where no media is sent,
 * silence means nothing.
 */
export class FlowWatch {
  #last: ({ at: number } & FlowSample) | undefined;
  #heardAt = 0;
  /** Whether it was media that came, in the last samples in which anything did. */
  #media: readonly boolean[] = [];

  /** @param hinted something else than the silence says that the path may be broken */
  see(now: number, sample: FlowSample, hinted: boolean): Flow {
    const last = this.#last;
    this.#last = { at: now, ...sample };
    if (last === undefined || now - last.at > ASLEEP_MILLIS) {
      this.#heardAt = now;
      return 'silent';
    }
    const bytes = sample.bytes - last.bytes;
    const answered = sample.pair === last.pair && sample.responses !== last.responses;
    if (bytes !== 0 || answered) {
      this.#heardAt = now;
      const media = (bytes * 1000) / Math.max(1, now - last.at) >= MEDIA_BYTES_PER_SECOND;
      if (bytes !== 0) this.#media = [...this.#media, media].slice(-SAMPLES_KEPT);
      return 'flowing';
    }
    const patience = hinted ? SILENCE_AFTER_HINT_MILLIS : SILENCE_MILLIS;
    const silence = now - this.#heardAt;
    if (this.#media.filter(Boolean).length < SAMPLES_OF_MEDIA || silence < INTERRUPTED_MILLIS) return 'silent';
    return silence >= patience ? 'stalled' : 'interrupted';
  }

  /** Waits for the next silence anew. */
  forgive(now: number): void {
    this.#heardAt = now;
  }
}
