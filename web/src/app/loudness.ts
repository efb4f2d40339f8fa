import type { Who } from '../call/gestures';
import type { CallState } from '../call/state';
import { listen, SILENCE, type Talking } from '../call/talking';
import type { ParticipantId } from '../protocol/messages';
import type { Environment } from './environment';
import { Store } from './store';

const LOOK_EVERY_MILLIS = 100;
/** Of full scale, -40 dB: above the noise of a room, below quiet speech. */
const LOUD = 0.01;

export interface Ears {
  /** What came from them last. */
  remote(id: ParticipantId): Pick<RTCRtpSynchronizationSource, 'audioLevel' | 'timestamp'> | undefined;
  /** Whether the own microphone sends something loud. */
  own(): boolean;
}

/** Listens during a call to who talks. */
export class Loudness extends Store<Talking> {
  readonly #clock: Environment['clock'];
  readonly #ears: Ears;
  /** What was heard is no news while nothing more comes. */
  readonly #heardAt = new Map<ParticipantId, number>();
  #talking = SILENCE;
  #state: CallState | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Environment['clock'], ears: Ears) {
    super(SILENCE);
    this.#clock = clock;
    this.#ears = ears;
  }

  onState(state: CallState): void {
    this.#state = state;
    if (state.stage.at !== 'in-call') this.close();
    else this.#cancel ??= this.#clock.after(LOOK_EVERY_MILLIS, () => this.#look());
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#heardAt.clear();
    this.#become(SILENCE);
  }

  #look(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY_MILLIS, () => this.#look());
    this.#become(listen(this.#talking, this.#loud(), this.#clock.now()));
  }

  #loud(): ReadonlySet<Who> {
    const loud = new Set<Who>(this.#ears.own() ? ['me'] : []);
    if (this.#state?.stage.at !== 'in-call') return loud;
    for (const { place, participant } of this.#state.stage.remotes) {
      const source = this.#ears.remote(participant.id);
      if (source === undefined || source.timestamp === this.#heardAt.get(place)) continue;
      this.#heardAt.set(place, source.timestamp);
      if ((source.audioLevel ?? 0) > LOUD) loud.add(place);
    }
    return loud;
  }

  /** Tells only what can be seen. */
  #become(talking: Talking): void {
    this.#talking = talking;
    const shown = this.get();
    const same =
      shown.speaker === talking.speaker &&
      shown.talks.size === talking.talks.size &&
      [...talking.talks.keys()].every((who) => shown.talks.has(who));
    if (!same) this.set(talking);
  }
}
