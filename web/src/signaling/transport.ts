/** One connection that carries frames as text; it ends once and is not reused. */
export interface Connection {
  send(text: string): void;
  /** @param last is sent before, if anything still can be, even when the page goes away with this call */
  close(last?: string): void;
}

export interface ConnectionListener {
  opened(): void;
  received(text: string): void;
  closed(): void;
}

export interface SignalingTransport {
  connect(listener: ConnectionListener): Connection;
}
