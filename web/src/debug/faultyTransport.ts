import type { Connection, ConnectionListener, SignalingTransport } from '../signaling/transport';

interface Open {
  listener: ConnectionListener;
  inner: Connection;
}

/** A transport with failures at hand. */
export class FaultyTransport implements SignalingTransport {
  /** Connections that said hello. */
  attempts = 0;
  readonly #transport: SignalingTransport;
  #open: Open | undefined;
  #toLose: number | undefined;
  #loseToken = false;
  #vanished = false;

  constructor(transport: SignalingTransport) {
    this.#transport = transport;
  }

  get carrier(): Connection['carrier'] | undefined {
    return this.#open?.inner.carrier;
  }

  networkChanged(): void {
    this.#transport.networkChanged?.();
  }

  connect(listener: ConnectionListener): Connection {
    if (this.#vanished) return { carrier: 'websocket', send: () => undefined, close: () => undefined };
    const inner = this.#transport.connect({
      opened: () => listener.opened(),
      received: (text) => this.#received(listener, text),
      closed: () => listener.closed(),
    });
    const open = { listener, inner };
    this.#open = open;
    return {
      get carrier() {
        return inner.carrier;
      },
      send: (text) => inner.send(this.#onItsWay(text)),
      close: (last) => {
        if (this.#open === open) this.#open = undefined;
        inner.close(last);
      },
    };
  }

  drop(): void {
    const open = this.#open;
    this.#open = undefined;
    this.#toLose = undefined;
    open?.inner.close();
    open?.listener.closed();
  }

  /** The next messages of the server get lost, and then the connection does. */
  dropAfterLosing(count: number): void {
    this.#toLose = count;
  }

  forgetToken(): void {
    this.#loseToken = true;
    this.drop();
  }

  announceRestart(): void {
    this.#open?.listener.received('{"type":"goingAway"}');
  }

  /** As if the battery were taken out: nothing more is said, and nobody connects again. */
  vanish(): void {
    this.#vanished = true;
    this.#open?.inner.close();
    this.#open = undefined;
  }

  #received(listener: ConnectionListener, text: string): void {
    if (this.#toLose === undefined) listener.received(text);
    else if (--this.#toLose <= 0) this.drop();
  }

  #onItsWay(text: string): string {
    if (!text.startsWith('{"type":"hello"')) return text;
    this.attempts += 1;
    const hello = JSON.parse(text);
    if (!this.#loseToken || hello.resume === undefined) return text;
    this.#loseToken = false;
    return JSON.stringify({ ...hello, resume: 'x'.repeat(hello.resume.length) });
  }
}
