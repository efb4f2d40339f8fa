import { ask, type HttpLink, remove } from './httpLink';

const ANSWER_WITHIN_MILLIS = 10_000;
/** Rule S30 allows 262,144 bytes in a batch; a character may take three. */
const BATCH_CHARACTERS_MAX = 80_000;
/** Browsers let requests of 64 KiB together outlive their page. */
const KEEPALIVE_CHARACTERS_MAX = 20_000;

/** The way up: whatever was said while one request was under way goes with the next. */
export class HttpSender {
  readonly #link: HttpLink;
  readonly #opened: () => void;
  readonly #failed: () => void;
  #queue: string[] = [];
  #batch = 0;
  #busy = false;

  constructor(link: HttpLink, opened: () => void, failed: () => void) {
    this.#link = link;
    this.#opened = opened;
    this.#failed = failed;
  }

  send(text: string): void {
    if (this.#link.over) return;
    this.#queue.push(text);
    queueMicrotask(() => void this.#pump());
  }

  /** The answer to this one may never be heard: the page may be gone by then. */
  sendLast(text: string): void {
    this.#queue.push(text);
    // While the connection is being made there is no name to say more under.
    if (this.#link.secret === undefined && this.#batch > 0) return;
    const texts = this.#queue.splice(0);
    void this.#post(texts, ++this.#batch);
  }

  async #pump(): Promise<void> {
    if (this.#busy || this.#link.over || this.#queue.length === 0) return;
    this.#busy = true;
    const texts = this.#take();
    const batch = ++this.#batch;
    const done = await (batch === 1 ? this.#open(texts) : this.#deliver(texts, batch));
    this.#busy = false;
    if (this.#link.over) return;
    if (done) void this.#pump();
    else this.#failed();
  }

  /** Never repeated: the server would take the second for another connection that comes late (rule S36). */
  async #open(texts: readonly string[]): Promise<boolean> {
    const answer = await this.#post(texts, 1);
    const { connection } = (answer?.json ?? {}) as { connection?: unknown };
    if (answer?.status !== 201 || typeof connection !== 'string') return false;
    this.#link.secret = connection;
    if (this.#link.over) remove(this.#link);
    else this.#opened();
    return true;
  }

  /** A repeated number is ignored by the server, so asking twice is safe. */
  async #deliver(texts: readonly string[], batch: number): Promise<boolean> {
    const answer = (await this.#post(texts, batch)) ?? (this.#link.over ? undefined : await this.#post(texts, batch));
    return answer?.status === 204;
  }

  #post(texts: readonly string[], batch: number) {
    const body = `[${texts.join(',')}]`;
    const keepalive = body.length <= KEEPALIVE_CHARACTERS_MAX;
    const query = batch === 1 ? '' : `?batch=${batch}`;
    return ask(this.#link, query, { method: 'POST', body, keepalive }, ANSWER_WITHIN_MILLIS);
  }

  #take(): string[] {
    let characters = 0;
    const fits = this.#queue.findIndex((text, index) => {
      characters += text.length + 1;
      return index > 0 && characters > BATCH_CHARACTERS_MAX;
    });
    return this.#queue.splice(0, fits === -1 ? this.#queue.length : fits);
  }
}
