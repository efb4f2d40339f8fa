const HASH_BYTES = 32;

/** The hash of a file grows with its blocks: SHA-256 of what it was and of the hash of the next block (rule S61). */
export class HashChain {
  #value: Uint8Array<ArrayBuffer> = new Uint8Array(HASH_BYTES);
  #blocks = 0;

  /** How many blocks are in it. */
  get blocks(): number {
    return this.#blocks;
  }

  get hex(): string {
    return [...this.#value].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  async add(block: Uint8Array<ArrayBuffer>): Promise<void> {
    const both = new Uint8Array(2 * HASH_BYTES);
    both.set(this.#value);
    both.set(await sha256(block), HASH_BYTES);
    this.#value = await sha256(both);
    this.#blocks += 1;
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
