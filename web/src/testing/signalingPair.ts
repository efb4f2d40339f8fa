import type { Carrier, Connection, ConnectionListener, SignalingTransport } from '../signaling/transport';

type Frame = { type: string; [member: string]: unknown };

/** Both ends of signaling: the transport to give to a session, and the server's side in the hands of a test. */
export const INSTANCE = 'Zc3kQ9vT1mXwB7sR2nYpLg';

export class SignalingPair implements SignalingTransport {
  carrier: Carrier = 'websocket';
  /** Attempts to connect so far. */
  attempts = 0;
  #listener: ConnectionListener | undefined;
  #toServer: Frame[] = [];
  #toClient: string[] = [];

  connect(listener: ConnectionListener): Connection {
    this.attempts += 1;
    this.#listener = listener;
    return {
      carrier: this.carrier,
      send: (text) => {
        if (this.#listener === listener) this.#toServer.push(JSON.parse(text));
      },
      close: (last) => {
        if (this.#listener !== listener) return;
        if (last !== undefined) this.#toServer.push(JSON.parse(last));
        this.#listener = undefined;
      },
    };
  }

  get connected(): boolean {
    return this.#listener !== undefined;
  }

  /** Queued until `flush`, like a network. */
  serverSends(...frames: object[]): void {
    this.#toClient.push(...frames.map((frame) => JSON.stringify(frame)));
  }

  flush(): void {
    for (const text of this.#toClient.splice(0)) this.#listener?.received(text);
  }

  open(): void {
    this.#listener?.opened();
  }

  /** The connection breaks; what was under way is gone. */
  drop(): void {
    this.#toClient = [];
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.closed();
  }

  /** What the client sent since the last look. */
  taken(): Frame[] {
    return this.#toServer.splice(0);
  }

  takenTypes(): string[] {
    return this.taken().map(({ type }) => type);
  }
}

const ID = 'k3v9m2x7q4w8z1t6r5y0pa';

export function welcome(members: object = {}): object {
  return {
    type: 'welcome',
    v: 1,
    participant: ID,
    resume: 'cjR0WmJ2SzlXcExxTTN4TjdZZEhzVWdGMmtKYUNvRWk',
    resumed: false,
    instance: INSTANCE,
    ack: 0,
    ice: { iceServers: [{ urls: ['stun:call.example:3478'] }], expiresAt: '2026-11-21T10:00:00Z' },
    graceMillis: 20_000,
    limits: { messageBytes: 65_536, participantsPerCall: 16, nameLength: 60 },
    ...members,
  };
}
