/** Long enough that looks `LOOK_EVERY_MILLIS` apart leave nothing out, at any usual rate. */
const SAMPLES = 16_384;
const RECENT_SAMPLES = 1024;

/** How loud a microphone is, muted or not; what it hears goes nowhere. */
export class Meter {
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #source: MediaStreamAudioSourceNode;
  readonly #track: MediaStreamTrack;
  readonly #samples = new Float32Array(SAMPLES);

  constructor(track: MediaStreamTrack) {
    // A muted track is silence; its clone is not, and nobody else has it.
    this.#track = track.clone();
    this.#track.enabled = true;
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = SAMPLES;
    this.#source = this.#context.createMediaStreamSource(new MediaStream([this.#track]));
    this.#source.connect(this.#analyser);
    // Without a click on the page yet the context sleeps; it wakes with the first one.
    if (this.#context.state === 'suspended') void this.#context.resume().catch(() => undefined);
  }

  /** 0 to 1, on a scale that fits speech. */
  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples.subarray(-RECENT_SAMPLES)) sum += sample * sample;
    const decibels = 20 * Math.log10(Math.sqrt(sum / RECENT_SAMPLES) + 1e-6);
    return Math.min(1, Math.max(0, (decibels + 60) / 50));
  }

  /** Not a single bit: no room is that quiet. False where it cannot be known. */
  silent(): boolean {
    if (this.#context.state !== 'running') return false;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return this.#samples.every((sample) => sample === 0);
  }

  close(): void {
    this.#source.disconnect();
    this.#track.stop();
    void this.#context.close();
  }
}
