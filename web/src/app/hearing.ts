import type { CallState, Sound } from '../call/state';
import type { Environment } from './environment';

export interface Heard {
  /** 0 to 1. */
  level: number;
  silent: boolean;
}

const LOOK_EVERY_MILLIS = 200;
/** On the scale of the meter, -40 dB. */
export const LOUD = 0.4;
/** So many more loud looks than quiet ones: words, not a cough or a door. */
const VOICE_LOOKS = 3;

/** Listens to the microphone during a call, muted or not, and reports when what it hears becomes something else. */
export class Hearing {
  readonly #clock: Environment['clock'];
  readonly #hear: () => Heard | undefined;
  readonly #changed: (sound: Sound) => void;
  #cancel: (() => void) | undefined;
  #loud = 0;
  #sound: Sound | undefined;

  constructor(clock: Environment['clock'], hear: () => Heard | undefined, changed: (sound: Sound) => void) {
    this.#clock = clock;
    this.#hear = hear;
    this.#changed = changed;
  }

  onState({ stage, local }: CallState): void {
    if (stage.at !== 'in-call' || local.capture.audio.at !== 'on') this.close();
    else this.#cancel ??= this.#clock.after(LOOK_EVERY_MILLIS, () => this.#look());
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#loud = 0;
    this.#sound = undefined;
  }

  #look(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY_MILLIS, () => this.#look());
    const heard = this.#hear();
    if (heard === undefined) return;
    this.#loud = Math.min(VOICE_LOOKS, Math.max(0, this.#loud + (heard.level > LOUD ? 1 : -1)));
    const sound = this.#name(heard);
    if (sound === this.#sound) return;
    this.#sound = sound;
    this.#changed(sound);
  }

  #name({ silent }: Heard): Sound {
    if (silent) return 'nothing';
    if (this.#loud === VOICE_LOOKS) return 'voice';
    return this.#loud > 0 && this.#sound === 'voice' ? 'voice' : 'noise';
  }
}
