/** Time and timers, handed in so that tests own them. `now` is monotonic milliseconds. */
export interface Clock {
  now(): number;
  /** Runs `task` once after `delayMillis`; the returned function cancels it. */
  after(delayMillis: number, task: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => performance.now(),
  after(delayMillis, task) {
    const handle = setTimeout(task, delayMillis);
    return () => clearTimeout(handle);
  },
};
