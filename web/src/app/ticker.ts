import type { Clock } from '../time/clock';

/** Monotonic time in whole seconds, for counters on the screen; runs only while somebody looks. */
export class Ticker {
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get = (): number => Math.floor(this.#clock.now() / 1000) * 1000;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#cancel ??= this.#next();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#cancel?.();
      this.#cancel = undefined;
    };
  };

  #next(): () => void {
    const untilNextSecond = 1000 - (this.#clock.now() % 1000);
    return this.#clock.after(untilNextSecond + 1, () => {
      this.#cancel = this.#next();
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
