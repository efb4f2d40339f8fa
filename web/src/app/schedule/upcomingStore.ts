import { isFaded, readUpcoming, type UpcomingCall } from '../../schedule/upcoming';
import { keys, PREFIX } from './keys';

const CALLS_MAX = 50;

/**
 * The calls that were scheduled here, each under a key of its own: one that cannot be read costs no other, and two tabs
 * do not overwrite each other's.
 */
export class UpcomingStore {
  readonly #storage: Storage | undefined;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  list(): UpcomingCall[] {
    return keys(this.#storage).flatMap((key) => readUpcoming(this.#storage?.getItem(key) ?? '') ?? []);
  }

  find(call: string): UpcomingCall | undefined {
    return readUpcoming(this.#storage?.getItem(PREFIX + call) ?? '');
  }

  /** False when there is no room. The oldest that are over make room. */
  write(call: UpcomingCall, nowMillis: number): boolean {
    for (const old of this.list()) if (isFaded(old, nowMillis)) this.remove(old.call);
    const known = this.find(call.call) !== undefined;
    if (!known && keys(this.#storage).length >= CALLS_MAX) return false;
    try {
      this.#storage?.setItem(PREFIX + call.call, JSON.stringify(call));
      return this.#storage !== undefined;
    } catch {
      return false;
    }
  }

  remove(call: string): void {
    this.#storage?.removeItem(PREFIX + call);
  }
}
