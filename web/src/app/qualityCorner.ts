import type { IceConfig } from '../protocol/messages';
import type { QualityView } from '../quality/view';
import type { Environment } from './environment';
import type { Quality, QualityListener } from './quality';
import { Store } from './store';

const NOTHING_KNOWN: QualityView = {
  people: new Map(),
  access: { state: 'unknown', measured: undefined, undisturbedMillis: Number.POSITIVE_INFINITY },
};

/** What watches the connections is loaded when there is a first one; until then, and afterwards, things happen in order. */
export class QualityCorner {
  /** Whether somebody looks at the numbers. */
  readonly open = new Store(false);
  readonly #environment: Environment;
  readonly #listener: QualityListener;
  readonly #store = new Store<QualityView>(NOTHING_KNOWN);
  #ice: IceConfig | undefined;
  #quality: Promise<Quality> | undefined;

  constructor(environment: Environment, listener: QualityListener) {
    this.#environment = environment;
    this.#listener = listener;
  }

  get = (): QualityView => this.#store.get();
  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);
  toggle = (): void => this.open.set(!this.open.get());

  setIceServers(ice: IceConfig): void {
    this.#ice = ice;
  }

  use(act: (quality: Quality) => void): void {
    this.#quality ??= this.#load();
    this.ifUsed(act);
  }

  ifUsed(act: (quality: Quality) => void): void {
    // The part may be out of reach while the server is; the next attempt loads it again.
    this.#quality?.then(act, () => {
      this.#quality = undefined;
    });
  }

  async #load(): Promise<Quality> {
    const { Quality } = await import('./quality');
    return new Quality(this.#environment, this.get(), {
      ...this.#listener,
      changed: (view) => this.#store.set(view),
      ice: () => this.#ice,
      read: () => this.open.get(),
    });
  }
}
