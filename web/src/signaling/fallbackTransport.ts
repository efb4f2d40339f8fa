import type { Clock } from '../time/clock';
import type { Carrier, Connection, ConnectionListener, SignalingTransport } from './transport';

export interface Carriers {
  websocket: SignalingTransport;
  http: SignalingTransport;
}

export interface FallbackOptions {
  /** The only one to use, for tests and for looking into a network. */
  forced?: Carrier | undefined;
  /** The one that worked for the page before this one. */
  proven?: Carrier | undefined;
  /** A carrier brought its first frame. */
  works(carrier: Carrier): void;
  /** Whether the server answers at all. */
  knock(): Promise<boolean>;
}

/** A WebSocket that a proxy swallows neither opens nor brings a frame. */
const WEBSOCKET_WITHIN_MILLIS = 1500;
const HTTP_WITHIN_MILLIS = 6000;
const TRY_WEBSOCKET_EVERY_MILLIS = 180_000;

/**
 * WebSocket where one comes through, else HTTP. One carrier at a time: a connection that brings nothing is closed, and
 * the session's next attempt takes the other carrier, so that two never take the same session over from each other.
 * Browsers make a page wait that opened WebSockets in vain; while a server is away that had one, it is asked by a plain
 * request first.
 */
export class FallbackTransport implements SignalingTransport {
  readonly #carriers: Carriers;
  readonly #clock: Clock;
  readonly #options: FallbackOptions;
  #proven: Carrier | undefined;
  #next: Carrier;
  #inVain = false;
  #current: Attempt | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #swallowedAt = Number.NEGATIVE_INFINITY;

  constructor(carriers: Carriers, clock: Clock, options: FallbackOptions) {
    this.#carriers = carriers;
    this.#clock = clock;
    this.#options = options;
    this.#proven = options.proven;
    this.#next = options.forced ?? options.proven ?? 'websocket';
  }

  connect(listener: ConnectionListener): Connection {
    const carrier = this.#next;
    const attempt = new Attempt(carrier, listener, this.#clock, {
      works: () => this.#works(carrier),
      failed: (knocked) => this.#failed(carrier, knocked),
      lost: () => this.#lost(carrier),
    });
    this.#current = attempt;
    const knock = carrier === 'websocket' && this.#inVain && this.#options.forced === undefined;
    attempt.start(this.#carriers[carrier], knock ? this.#options.knock : undefined);
    return attempt;
  }

  /** Another network may let a WebSocket through: tries one beside the connection that works, and moves if it opens. */
  networkChanged(): void {
    this.#carriers.http.networkChanged?.();
    const current = this.#current;
    const now = this.#clock.now();
    if (current?.carrier !== 'http' || !current.works || this.#options.forced !== undefined) return;
    if (now - this.#triedAt < TRY_WEBSOCKET_EVERY_MILLIS) return;
    this.#triedAt = now;
    const trial: Connection = this.#carriers.websocket.connect({
      opened: () => {
        end();
        this.#swallowedAt = Number.NEGATIVE_INFINITY;
        this.#next = 'websocket';
        if (this.#current === current) current.end();
      },
      received: () => undefined,
      closed: () => end(),
    });
    const cancel = this.#clock.after(WEBSOCKET_WITHIN_MILLIS, () => end());
    const end = () => {
      cancel();
      trial.close();
    };
  }

  #works(carrier: Carrier): void {
    this.#inVain = false;
    this.#proven = carrier;
    this.#options.works(carrier);
  }

  #failed(carrier: Carrier, knocked: boolean): void {
    this.#inVain = true;
    if (this.#options.forced !== undefined) return;
    const serverIsAway = carrier === 'websocket' && this.#proven === 'websocket' && !knocked;
    if (carrier === 'websocket' && !serverIsAway) this.#swallowedAt = this.#clock.now();
    this.#next = carrier === 'http' || serverIsAway ? 'websocket' : 'http';
  }

  /** Where WebSockets were just swallowed, the next one would be, too. */
  #lost(carrier: Carrier): void {
    if (this.#options.forced !== undefined) return;
    const swallowed = this.#clock.now() - this.#swallowedAt < TRY_WEBSOCKET_EVERY_MILLIS;
    this.#next = carrier === 'http' && swallowed ? 'http' : 'websocket';
  }
}

interface Outcome {
  works(): void;
  /** @param knocked the server had answered a knock just before */
  failed(knocked: boolean): void;
  lost(): void;
}

/** One connection over one carrier, watched until its first frame. */
class Attempt implements Connection {
  readonly carrier: Carrier;
  works = false;
  readonly #listener: ConnectionListener;
  readonly #clock: Clock;
  readonly #outcome: Outcome;
  #inner: Connection | undefined;
  #over = false;
  #knocked = false;
  #cancel: (() => void) | undefined;

  constructor(carrier: Carrier, listener: ConnectionListener, clock: Clock, outcome: Outcome) {
    this.carrier = carrier;
    this.#listener = listener;
    this.#clock = clock;
    this.#outcome = outcome;
  }

  start(transport: SignalingTransport, knock: (() => Promise<boolean>) | undefined): void {
    this.#watch();
    if (knock === undefined) this.#open(transport);
    else {
      void knock().then((answered) => {
        if (this.#over) return;
        this.#knocked = answered;
        if (!answered) this.end();
        else {
          this.#watch();
          this.#open(transport);
        }
      });
    }
  }

  send(text: string): void {
    this.#inner?.send(text);
  }

  close(last?: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancel?.();
    this.#inner?.close(last);
  }

  end(): void {
    if (this.#over) return;
    this.close();
    if (this.works) this.#outcome.lost();
    else this.#outcome.failed(this.#knocked);
    this.#listener.closed();
  }

  #open(transport: SignalingTransport): void {
    this.#inner = transport.connect({
      opened: () => {
        if (this.carrier === 'websocket') this.#watch();
        this.#listener.opened();
      },
      received: (text) => {
        if (!this.works) {
          this.works = true;
          this.#cancel?.();
          this.#outcome.works();
        }
        this.#listener.received(text);
      },
      closed: () => this.end(),
    });
  }

  #watch(): void {
    this.#cancel?.();
    const within = this.carrier === 'websocket' ? WEBSOCKET_WITHIN_MILLIS : HTTP_WITHIN_MILLIS;
    this.#cancel = this.#clock.after(within, () => this.end());
  }
}
