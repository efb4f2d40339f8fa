import type { Clock } from '../time/clock';
import { type Fetch, type HttpLink, remove } from './httpLink';
import { HttpPoller, type PollingHabit } from './httpPoller';
import { HttpSender } from './httpSender';
import type { Connection, ConnectionListener, SignalingTransport } from './transport';

/** Signaling by HTTP requests (rule S30), where no WebSocket comes through. */
export class HttpTransport implements SignalingTransport {
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #clock: Clock;
  readonly #habit: PollingHabit = { plain: false, cuts: 0 };

  constructor(url: string, fetch: Fetch, clock: Clock) {
    this.#url = url;
    this.#fetch = fetch;
    this.#clock = clock;
  }

  networkChanged(): void {
    this.#habit.plain = false;
    this.#habit.cuts = 0;
  }

  connect(listener: ConnectionListener): Connection {
    const abort = new AbortController();
    const link: HttpLink = {
      url: this.#url,
      fetch: this.#fetch,
      clock: this.#clock,
      secret: undefined,
      over: false,
      abort,
    };
    const end = () => {
      if (link.over) return;
      link.over = true;
      abort.abort();
      remove(link);
      listener.closed();
    };
    const poller = new HttpPoller(link, this.#habit, (text) => listener.received(text), end);
    const sender = new HttpSender(link, () => void poller.run(), end);
    // The server makes the connection with its first frame, so there is nothing to wait for.
    queueMicrotask(() => {
      if (!link.over) listener.opened();
    });
    return {
      carrier: 'http',
      send: (text) => sender.send(text),
      close(last) {
        if (link.over) return;
        link.over = true;
        abort.abort();
        if (last === undefined) remove(link);
        else sender.sendLast(last);
      },
    };
  }
}
