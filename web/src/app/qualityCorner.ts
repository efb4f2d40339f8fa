import type { IceConfig } from '../protocol/messages';
import type { QualityView } from '../quality/view';
import type { Environment } from './environment';
import { Later } from './later';
import type { Quality, QualityListener } from './quality';
import { Store } from './store';

const NOTHING_KNOWN: QualityView = {
  people: new Map(),
  access: { state: 'unknown', measured: undefined, undisturbedMillis: Number.POSITIVE_INFINITY },
};

/** What watches the connections is loaded when there is a first one; what is seen of it is here before. */
export class QualityCorner extends Later<Quality> {
  /** Whether somebody looks at the numbers. */
  readonly open = new Store(false);
  readonly #store = new Store<QualityView>(NOTHING_KNOWN);
  #ice: IceConfig | undefined;

  constructor(environment: Environment, listener: QualityListener) {
    super(async () => {
      const { Quality } = await import('./quality');
      return new Quality(environment, this.get(), {
        ...listener,
        changed: (view) => this.#store.set(view),
        ice: () => this.#ice,
        read: () => this.open.get(),
      });
    });
  }

  get = (): QualityView => this.#store.get();
  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);
  toggle = (): void => this.open.set(!this.open.get());

  setIceServers(ice: IceConfig): void {
    this.#ice = ice;
  }
}
