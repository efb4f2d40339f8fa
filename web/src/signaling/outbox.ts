/** Rule S8: at most this much waits for an ack. */
const UNACKED_MAX = 256;

export interface Entry {
  seq: number;
  content: object;
}

/** What was sent and is not acknowledged, in order; numbers start at 1 and never skip. */
export class Outbox {
  #entries: Entry[] = [];
  #nextSeq = 1;
  #acked = 0;

  /** The highest number the other side said it has. */
  get ackedSeq(): number {
    return this.#acked;
  }

  hasRoom(): boolean {
    return this.#entries.length < UNACKED_MAX;
  }

  add(content: object): Entry {
    const entry = { seq: this.#nextSeq++, content };
    this.#entries.push(entry);
    return entry;
  }

  acked(seq: number): void {
    this.#acked = Math.max(this.#acked, seq);
    this.#entries = this.#entries.filter((entry) => entry.seq > seq);
  }

  unacked(): readonly Entry[] {
    return this.#entries;
  }

  /** The session has numbers up to `seq` from another page: what waits here comes after them. */
  continueAfter(seq: number): void {
    this.#acked = seq;
    this.#nextSeq = seq + 1;
    for (const entry of this.#entries) entry.seq = this.#nextSeq++;
  }

  clear(): void {
    this.#entries = [];
    this.#nextSeq = 1;
    this.#acked = 0;
  }
}
