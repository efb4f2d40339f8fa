import type { App } from '../app/app';
import type { Environment } from '../app/environment';
import type { SignalingTransport } from '../signaling/transport';
import { FaultyTransport } from './faultyTransport';
import { showPanel } from './panel';

/** Failures on demand, for people who try things out and for tests; only on pages with `?debug`. */
export class Debug {
  readonly #connections = new Set<RTCPeerConnection>();
  #transport: FaultyTransport | undefined;
  #app: App | undefined;

  wrap(transport: SignalingTransport): SignalingTransport {
    this.#transport = new FaultyTransport(transport);
    return this.#transport;
  }

  start(environment: Environment): void {
    const create = environment.createPeerConnection;
    environment.createPeerConnection = (configuration) => {
      const connection = create(configuration);
      for (const known of this.#connections) if (known.connectionState === 'closed') this.#connections.delete(known);
      this.#connections.add(connection);
      return connection;
    };
    Object.assign(window, { tincanDebug: this });
    showPanel(this, () => {
      const { session } = environment;
      const { carrier, attempts } = this.#transport ?? {};
      const who = session.welcome?.participant ?? 'nobody yet';
      return `${carrier ?? 'no carrier'} · ${session.status.at} · ${who} · attempt ${attempts ?? 0}`;
    });
  }

  watch(app: App): void {
    this.#app = app;
  }

  dropConnection = (): void => this.#transport?.drop();
  loseMessages = (): void => this.#transport?.dropAfterLosing(5);
  loseToken = (): void => this.#transport?.forgetToken();
  announceRestart = (): void => this.#transport?.announceRestart();

  breakMedia = (): void => {
    const page = this.#app?.page.get();
    if (page?.at === 'call') page.controller.breakMedia();
  };

  relayOnly = (): void => loadWith({ relay: '1' });
  relayOverTls = (): void => loadWith({ relay: '1', transport: 'tls' });

  vanish = (): void => {
    this.#transport?.vanish();
    for (const connection of this.#connections) connection.close();
  };
}

/** The page comes back to its call by itself. */
function loadWith(wishes: Record<string, string>): void {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(wishes)) address.searchParams.set(name, value);
  location.assign(address);
}
