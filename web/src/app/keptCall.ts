import * as v from 'valibot';

const schema = v.object({
  /** As the page's address spells it. */
  call: v.string(),
  /** The token of the signaling session. */
  resume: v.string(),
  name: v.string(),
  wanted: v.object({ audio: v.boolean(), video: v.boolean() }),
  /** Wall clock, the last time the page was known to be in the call. */
  seenAt: v.number(),
});

export type KeptCall = v.InferOutput<typeof schema>;

const KEY = 'tincan.call';
/** Whoever comes back later, by the browser's history or by a restored tab, is asked again before going in. */
const FRESH_MILLIS = 120_000;

/** What one tab needs to come back to its call when it is loaded again. */
export class KeptCallStore {
  readonly #storage: Storage | undefined;
  readonly #wallClock: () => number;

  /** @param storage of this tab alone: a token must not reach other tabs or outlive them */
  constructor(storage: Storage | undefined, wallClock: () => number) {
    this.#storage = storage;
    this.#wallClock = wallClock;
  }

  read(call: string | undefined): KeptCall | undefined {
    try {
      const kept = v.parse(schema, JSON.parse(this.#storage?.getItem(KEY) ?? ''));
      const age = this.#wallClock() - kept.seenAt;
      return kept.call === call && age >= 0 && age <= FRESH_MILLIS ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  write(kept: Omit<KeptCall, 'seenAt'>): void {
    try {
      this.#storage?.setItem(KEY, JSON.stringify({ ...kept, seenAt: this.#wallClock() }));
    } catch {
      // A full or forbidden storage costs the way back, not the call.
    }
  }

  forget(): void {
    try {
      this.#storage?.removeItem(KEY);
    } catch {
      // Nothing was kept where nothing can be removed.
    }
  }
}
