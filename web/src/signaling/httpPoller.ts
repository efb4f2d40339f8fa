import { ask, type HttpLink } from './httpLink';

/** The session asks for a sign of life as often, so an answer that waits longer would wait for nothing. */
const WAIT_SECONDS = 15;
const LATE_MILLIS = 5000;
const PLAIN_EVERY_MILLIS = 1000;
const CUTS_MAX = 2;

/** Networks differ in how long they let an answer take; what was learned holds for the whole page. */
export interface PollingHabit {
  /** Requests that waited for a frame were cut off: ask again and again instead. */
  plain: boolean;
  cuts: number;
}

/** The way down: one request after the other, each waiting for a frame where the network lets it. */
export class HttpPoller {
  readonly #link: HttpLink;
  readonly #habit: PollingHabit;
  readonly #received: (text: string) => void;
  readonly #failed: () => void;
  #after = 0;

  constructor(link: HttpLink, habit: PollingHabit, received: (text: string) => void, failed: () => void) {
    this.#link = link;
    this.#habit = habit;
    this.#received = received;
    this.#failed = failed;
  }

  async run(): Promise<void> {
    while (!this.#link.over) {
      const frames = await this.#next();
      if (this.#link.over) return;
      if (frames === undefined) {
        this.#failed();
        return;
      }
      this.#after += frames.length;
      for (const frame of frames) {
        if (!this.#link.over) this.#received(JSON.stringify(frame));
      }
      if (this.#habit.plain && frames.length === 0) await this.#pause();
    }
  }

  /** What was lost is asked for again: `after` says what arrived. The second attempt does not wait for more. */
  async #next(): Promise<readonly unknown[] | undefined> {
    const { plain } = this.#habit;
    const first = await this.#get(plain ? 0 : WAIT_SECONDS);
    if (first !== 'no answer' || this.#link.over) return first === 'no answer' ? undefined : first;
    const second = await this.#get(0);
    if (second === 'no answer') return undefined;
    if (!plain && second !== undefined) this.#cut();
    return second;
  }

  /** A request that waited was cut off where one that does not comes through. */
  #cut(): void {
    this.#habit.cuts += 1;
    this.#habit.plain = this.#habit.cuts >= CUTS_MAX;
  }

  async #get(wait: number): Promise<readonly unknown[] | undefined | 'no answer'> {
    const query = `?after=${this.#after}&wait=${wait}`;
    const within = wait * 1000 + LATE_MILLIS;
    const answer = await ask(this.#link, query, { method: 'GET' }, within, this.#link.abort.signal);
    if (answer === undefined) return 'no answer';
    const { frames } = (answer.json ?? {}) as { frames?: unknown };
    return answer.status === 200 && Array.isArray(frames) ? frames : undefined;
  }

  #pause(): Promise<void> {
    return new Promise((resume) => this.#link.clock.after(PLAIN_EVERY_MILLIS, resume));
  }
}
