import type { CallState } from '../call/state';
import type { Environment } from './environment';

const AGAIN_MILLIS = 30_000;

/** Keeps the way back to a call for as long as this page is in it. */
export class Keeper {
  readonly #environment: Environment;
  readonly #call: string;
  #state: CallState | undefined;
  #cancel: (() => void) | undefined;

  constructor(environment: Environment, call: string) {
    this.#environment = environment;
    this.#call = call;
  }

  /** True when a page that is loaded next comes back to the call. */
  get keeps(): boolean {
    return this.#state !== undefined;
  }

  onState(state: CallState): void {
    const { stage, link } = state;
    const inside = (stage.at === 'in-call' || stage.at === 'returning') && link.at !== 'closed';
    if (!inside) this.forget();
    else if (this.#state?.local !== state.local || this.#state.you !== state.you) {
      this.#state = state;
      this.write();
    }
  }

  write(): void {
    const resume = this.#environment.session.welcome?.resume;
    if (this.#state === undefined || resume === undefined) return;
    const { name, wanted } = this.#state.local;
    this.#environment.keptCall.write({ call: this.#call, resume, name, wanted });
    this.#cancel?.();
    this.#cancel = this.#environment.clock.after(AGAIN_MILLIS, () => this.write());
  }

  forget(): void {
    if (this.#state === undefined) return;
    this.#state = undefined;
    this.#cancel?.();
    this.#environment.keptCall.forget();
  }
}
