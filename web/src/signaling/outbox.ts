/** Rule S8: at most this much waits for an ack. */
const UNACKED_MAX = 256;

interface Entry {
  seq: number;
  content: object;
}

/** What was sent and is not acknowledged, in order; numbers start at 1 and never skip. */
export class Outbox {
  #entries: Entry[] = [];
  #nextSeq = 1;

  hasRoom(): boolean {
    return this.#entries.length < UNACKED_MAX;
  }

  add(content: object): Entry {
    const entry = { seq: this.#nextSeq++, content };
    this.#entries.push(entry);
    return entry;
  }

  acked(seq: number): void {
    this.#entries = this.#entries.filter((entry) => entry.seq > seq);
  }

  unacked(): readonly Entry[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries = [];
    this.#nextSeq = 1;
  }
}
