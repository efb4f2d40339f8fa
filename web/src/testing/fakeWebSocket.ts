import type { ServerEnd } from './serverEnd';

/** The browser's WebSocket, with the network and the server in the hands of a test. */
export class FakeWebSocketServer {
  readonly connections: FakeSocketEnd[] = [];
  onConnection: ((end: ServerEnd) => void) | undefined;
  /** What becomes of those who try: they open, are refused, or wait for ever, as behind a proxy that swallows. */
  door: 'open' | 'refuses' | 'swallows' | 'opens and swallows' = 'open';
  attempts = 0;

  /** To be put in the place of `WebSocket`. */
  socketClass() {
    const server = this;
    return class FakeWebSocket {
      static readonly OPEN = 1;
      readyState = 0;
      onopen: (() => void) | null = null;
      onmessage: ((event: { data: unknown }) => void) | null = null;
      onclose: (() => void) | null = null;
      onerror: (() => void) | null = null;
      #end: FakeSocketEnd | undefined;

      constructor() {
        server.attempts += 1;
        const { door } = server;
        if (door === 'swallows') return;
        queueMicrotask(() => this.#open(door));
      }

      #open(door: FakeWebSocketServer['door']): void {
        if (this.readyState !== 0) return;
        if (door === 'refuses') {
          this.readyState = 3;
          this.onerror?.();
          this.onclose?.();
          return;
        }
        this.readyState = 1;
        if (door === 'open') this.#end = server.accept(this);
        this.onopen?.();
      }

      send(text: string): void {
        const end = this.#end;
        queueMicrotask(() => end?.hears(text));
      }

      close(): void {
        if (this.readyState >= 2) return;
        this.readyState = 2;
        queueMicrotask(() => this.#end?.gone());
      }
    };
  }

  accept(socket: Socket): FakeSocketEnd {
    const end = new FakeSocketEnd(socket);
    this.connections.push(end);
    this.onConnection?.(end);
    return end;
  }
}

interface Socket {
  readyState: number;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

class FakeSocketEnd implements ServerEnd {
  readonly heard: string[] = [];
  onText: ((text: string) => void) | undefined;
  onClosed: (() => void) | undefined;
  readonly #socket: Socket;
  #over = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  hears(text: string): void {
    if (this.#over) return;
    this.heard.push(text);
    this.onText?.(text);
  }

  send(text: string): void {
    if (!this.#over) queueMicrotask(() => this.#socket.onmessage?.({ data: text }));
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    queueMicrotask(() => {
      this.#socket.readyState = 3;
      this.#socket.onclose?.();
    });
    this.onClosed?.();
  }

  gone(): void {
    if (this.#over) return;
    this.#over = true;
    this.onClosed?.();
  }
}
