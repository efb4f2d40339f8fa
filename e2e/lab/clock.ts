// Time, and whether the machine has any for what is measured.
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

export { sleep }

const LOOK_MILLIS = 1000
const PATIENCE_MILLIS = 30_000
const BUSY = 0.4

/** Waits until others leave the machine alone, or long enough; gives what part of it they still use. */
export async function quiet(): Promise<number> {
  const giveUp = Date.now() + PATIENCE_MILLIS
  for (;;) {
    const before = times()
    await sleep(LOOK_MILLIS)
    const after = times()
    const busy = 1 - (after.idle - before.idle) / (after.all - before.all)
    if (busy < BUSY || Date.now() > giveUp) return busy
  }
}

function times(): { idle: number; all: number } {
  const all = cpus().flatMap(({ times }) => Object.values(times))
  const idle = cpus().map(({ times }) => times.idle)
  return { idle: idle.reduce(sum, 0), all: all.reduce(sum, 0) }
}

function sum(a: number, b: number): number {
  return a + b
}
