import type { Connection, ConnectionListener, SignalingTransport } from '../signaling/transport';
import type { Clock } from '../time/clock';

/** A carrier with a network in between: everything takes a while, in order. */
export class SlowTransport implements SignalingTransport {
  readonly #transport: SignalingTransport;
  readonly #clock: Clock;
  readonly #delay: () => number;

  constructor(transport: SignalingTransport, clock: Clock, delay: () => number) {
    this.#transport = transport;
    this.#clock = clock;
    this.#delay = delay;
  }

  connect(listener: ConnectionListener): Connection {
    let over = false;
    const [down, up] = [this.#line(), this.#line()];
    const tell = (say: () => void) => down(() => !over && say());
    const inner = this.#transport.connect({
      opened: () => tell(() => listener.opened()),
      received: (text) => tell(() => listener.received(text)),
      closed: () => tell(() => listener.closed()),
    });
    return {
      carrier: inner.carrier,
      send: (text) => up(() => inner.send(text)),
      close(last) {
        over = true;
        up(() => inner.close(last));
      },
    };
  }

  #line(): (task: () => void) => void {
    let freeAt = 0;
    return (task) => {
      freeAt = Math.max(freeAt, this.#clock.now() + this.#delay());
      this.#clock.after(freeAt - this.#clock.now(), task);
    };
  }
}
