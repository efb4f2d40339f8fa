import type { Connection, ConnectionListener, SignalingTransport } from './transport';

/** Signaling over the WebSocket at `/signal` of the page's origin (rule S1). */
export class WebSocketTransport implements SignalingTransport {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  connect(listener: ConnectionListener): Connection {
    const socket = new WebSocket(this.#url, 'tincan.v1');
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      listener.closed();
    };
    socket.onopen = () => {
      if (!over) listener.opened();
    };
    socket.onmessage = (event) => {
      if (!over && typeof event.data === 'string') listener.received(event.data);
    };
    socket.onclose = end;
    socket.onerror = end;
    const send = (text: string) => {
      if (!over && socket.readyState === WebSocket.OPEN) socket.send(text);
    };
    return {
      carrier: 'websocket',
      send,
      // The close handshake of a dead network takes minutes; the session hears nothing more from here on.
      close(last) {
        if (last !== undefined) send(last);
        over = true;
        socket.close();
      },
    };
  }
}
