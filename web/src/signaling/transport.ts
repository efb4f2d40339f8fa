/** One connection that carries frames as text; it ends once and is not reused. */
export interface Connection {
  send(text: string): void;
  close(): void;
}

export interface ConnectionListener {
  opened(): void;
  received(text: string): void;
  closed(): void;
}

export interface SignalingTransport {
  connect(listener: ConnectionListener): Connection;
}
