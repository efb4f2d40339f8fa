/**
 * A part of the page that is loaded when it is first wanted. Until it is there, and afterwards, what is done with it is
 * done in order; when it is out of reach, as while the server is, that is left out, and the next use loads it again.
 */
export class Later<T> {
  readonly #load: () => Promise<T>;
  #part: Promise<T> | undefined;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  use(act: (part: T) => void): void {
    this.#part ??= this.#load();
    this.ifUsed(act);
  }

  /** Does nothing with a part that nobody wanted so far. */
  ifUsed(act: (part: T) => void): void {
    this.#part?.then(act, () => {
      this.#part = undefined;
    });
  }
}
