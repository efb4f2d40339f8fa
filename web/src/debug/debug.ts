import type { Environment } from '../app/environment';
import type { SignalingTransport } from '../signaling/transport';
import { FaultyTransport } from './faultyTransport';
import { showPanel } from './panel';

/** Failures on demand, for people who try things out and for tests; only on pages with `?debug`. */
export class Debug {
  readonly #connections = new Set<RTCPeerConnection>();
  #transport: FaultyTransport | undefined;

  wrap(transport: SignalingTransport): SignalingTransport {
    this.#transport = new FaultyTransport(transport);
    return this.#transport;
  }

  start(environment: Environment): void {
    const create = environment.createPeerConnection;
    environment.createPeerConnection = (configuration) => {
      const connection = create(configuration);
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

  dropConnection = (): void => this.#transport?.drop();
  loseMessages = (): void => this.#transport?.dropAfterLosing(5);
  loseToken = (): void => this.#transport?.forgetToken();
  announceRestart = (): void => this.#transport?.announceRestart();

  /** No path of media is left, nor can be found until the connection gets its servers again. */
  breakMedia = (): void => {
    const iceServers = [{ urls: 'turn:192.0.2.1:9', username: 'nobody', credential: 'nothing' }];
    for (const connection of this.#live()) {
      connection.setConfiguration({ ...connection.getConfiguration(), iceServers, iceTransportPolicy: 'relay' });
      connection.restartIce();
    }
  };

  relayOnly = (): void => loadWith({ relay: '1' });
  relayOverTls = (): void => loadWith({ relay: '1', transport: 'tls' });

  vanish = (): void => {
    this.#transport?.vanish();
    for (const connection of this.#live()) connection.close();
  };

  #live(): RTCPeerConnection[] {
    return [...this.#connections].filter(({ connectionState }) => connectionState !== 'closed');
  }
}

/** The page comes back to its call by itself. */
function loadWith(wishes: Record<string, string>): void {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(wishes)) address.searchParams.set(name, value);
  location.assign(address);
}
