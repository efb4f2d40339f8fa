import type { HttpAnswer, HttpRequest } from '../signaling/httpLink';
import type { Clock } from '../time/clock';
import type { ServerEnd } from './serverEnd';

/** What happens to one request on its way. */
export type Fate = 'passes' | 'request lost' | 'answer lost' | 'doubled' | 'gateway error';

interface Waiting {
  after: number;
  done: (answer: HttpAnswer) => void;
}

const SILENCE_MILLIS = 30_000;

class HttpConnection implements ServerEnd {
  heard: string[] = [];
  onText: ((text: string) => void) | undefined;
  onClosed: (() => void) | undefined;
  batch = 1;
  #frames: unknown[] = [];
  #forgotten = 0;
  #over = false;
  #waiting: Waiting | undefined;
  #cancelSilence: (() => void) | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.touch();
  }

  get over(): boolean {
    return this.#over;
  }

  hears(frames: readonly unknown[]): void {
    for (const frame of frames) {
      if (this.#over) return;
      const text = JSON.stringify(frame);
      this.heard.push(text);
      this.onText?.(text);
    }
  }

  send(text: string): void {
    if (this.#over) return;
    this.#frames.push(JSON.parse(text));
    this.#answer();
  }

  /** Ends as the server does it: what was said before can still be fetched. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelSilence?.();
    this.#answer();
    this.onClosed?.();
  }

  touch(): void {
    this.#cancelSilence?.();
    this.#cancelSilence = this.#clock.after(SILENCE_MILLIS, () => this.close());
  }

  poll(after: number, waitMillis: number): Promise<HttpAnswer> {
    this.#waiting?.done(answer(200, { frames: [] }));
    this.#frames.splice(0, Math.max(0, after - this.#forgotten));
    this.#forgotten = Math.max(this.#forgotten, after);
    return new Promise((done) => {
      this.#waiting = { after, done };
      const cancel = this.#clock.after(waitMillis, () => this.#finish(answer(200, { frames: [] })));
      this.#waiting.done = (given) => {
        cancel();
        done(given);
      };
      this.#answer();
      if (waitMillis === 0) this.#finish(answer(200, { frames: [] }));
    });
  }

  #answer(): void {
    if (this.#frames.length > 0) this.#finish(answer(200, { frames: [...this.#frames] }));
    else if (this.#over) this.#finish(answer(410));
  }

  #finish(given: HttpAnswer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.done(given);
  }
}

/** The server's side of the HTTP carrier (rule S30), in memory, behind a network in the hands of a test. */
export class FakeHttpServer {
  readonly connections: HttpConnection[] = [];
  readonly requests: string[] = [];
  onConnection: ((end: ServerEnd) => void) | undefined;
  /** What happens to the next requests, and to those after them. */
  fate: (request: HttpRequest, url: string) => Fate = () => 'passes';
  readonly #clock: Clock;
  readonly #bySecret = new Map<string, HttpConnection>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  fetch = async (url: string, request: HttpRequest): Promise<HttpAnswer> => {
    const query = new URLSearchParams(url.split('?')[1] ?? '');
    this.requests.push(`${request.method} ${url.split('?')[1] ?? ''}`.trim());
    const fate = this.fate(request, url);
    const aborted = new Promise<never>((_, refuse) => {
      request.signal?.addEventListener('abort', () => refuse(new DOMException('aborted', 'AbortError')));
      if (request.signal?.aborted) refuse(new DOMException('aborted', 'AbortError'));
    });
    if (fate === 'request lost') throw new TypeError('network');
    if (fate === 'gateway error') return answer(502);
    const handled = this.#handle(request, query);
    if (fate === 'doubled') void this.#handle(request, query);
    const given = await Promise.race([handled, aborted]);
    if (fate === 'answer lost') throw new TypeError('network');
    return given;
  };

  async #handle({ method, headers, body }: HttpRequest, query: URLSearchParams): Promise<HttpAnswer> {
    const secret = headers?.['Tincan-Connection'];
    if (method === 'POST' && secret === undefined) return this.#open(JSON.parse(body ?? '[]'));
    const connection = this.#bySecret.get(secret ?? '');
    if (connection === undefined) return answer(410);
    if (method === 'GET') {
      connection.touch();
      return connection.poll(Number(query.get('after')), Number(query.get('wait') ?? 25) * 1000);
    }
    if (connection.over) return answer(410);
    connection.touch();
    if (method === 'POST') this.#take(connection, Number(query.get('batch')), JSON.parse(body ?? '[]'));
    else connection.close();
    return answer(204);
  }

  #open(frames: unknown[]): HttpAnswer {
    const connection = new HttpConnection(this.#clock);
    const secret = `secret-${this.connections.push(connection)}`;
    this.#bySecret.set(secret, connection);
    this.onConnection?.(connection);
    connection.hears(frames);
    return answer(201, { connection: secret });
  }

  #take(connection: HttpConnection, batch: number, frames: unknown[]): void {
    if (batch <= connection.batch) return;
    if (batch > connection.batch + 1) connection.close();
    connection.batch = batch;
    connection.hears(frames);
  }
}

function answer(status: number, json?: unknown): HttpAnswer {
  return { status, json: async () => json };
}
