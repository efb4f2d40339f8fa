export type Carrier = 'websocket' | 'http';

/** One connection that carries frames as text; it ends once and is not reused. */
export interface Connection {
  /** `page`: what stands in for the server is in the page itself. */
  readonly carrier: Carrier | 'page';
  /** Lost when the connection is not open yet, or no more. */
  send(text: string): void;
  /**
   * From here on the listener hears nothing more.
   *
   * @param last is sent before, if anything still can be, even when the page goes away with this call
   */
  close(last?: string): void;
}

/** Hears `opened` at most once, then texts, then `closed` at most once; nothing of it before `connect` returns. */
export interface ConnectionListener {
  opened(): void;
  received(text: string): void;
  closed(): void;
}

export interface SignalingTransport {
  connect(listener: ConnectionListener): Connection;
  /** Another network may let another carrier through. */
  networkChanged?(): void;
}
