// What the commands of the lab have in common: they may be interrupted at any time, and leave nothing behind.
import { setTimeout } from 'node:timers/promises'
import { missing } from './network.ts'

const interrupted = new Promise<'interrupted'>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve('interrupted'))
})

export function fail(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}

export function needLab(): void {
  const reason = missing()
  if (reason) fail(reason)
}

/** Works, then closes; when interrupted, closes at once and ends the process. */
export async function closing(lab: { close(): Promise<void> }, work: () => Promise<void>): Promise<void> {
  const outcome = await Promise.race([work(), interrupted])
    // Ctrl-C also ends the command that the lab waits for, whose failure may be seen first.
    .catch((error: unknown) => Promise.race([interrupted, setTimeout(100, { error })]))
    .finally(() => lab.close())
  if (outcome === 'interrupted') process.exit(130)
  if (outcome) throw outcome.error
}
