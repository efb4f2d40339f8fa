import type { CallState } from '../call/state';
import type { Environment } from './environment';

const QUIET_MILLIS = 3000;
/** What was just said may still wait for its ack. */
const AGAIN_MILLIS = 1000;

/** Lets go of a link that has to ask for what is new, while everyone is reached without the server (rule S32). */
export class IdleLink {
  readonly #environment: Pick<Environment, 'session' | 'clock'>;
  #cancel: (() => void) | undefined;

  constructor(environment: Pick<Environment, 'session' | 'clock'>) {
    this.#environment = environment;
  }

  onState(state: CallState): void {
    const quiet = isQuiet(state);
    if (quiet && state.link.at === 'open') this.#cancel ??= this.#after(QUIET_MILLIS);
    else this.close();
    if (!quiet && state.link.at === 'detached') this.#environment.session.wake();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #after(millis: number): () => void {
    return this.#environment.clock.after(millis, () => {
      this.#cancel = undefined;
      if (!this.#environment.session.detach()) this.#cancel = this.#after(AGAIN_MILLIS);
    });
  }
}

/** Alone, a newcomer can only come by the server. */
function isQuiet({ stage }: CallState): boolean {
  if (stage.at !== 'in-call' || stage.rejoining || stage.remotes.length === 0) return false;
  return stage.remotes.every(({ peer, channelOpen, adrift }) => peer.at === 'connected' && channelOpen && !adrift);
}
