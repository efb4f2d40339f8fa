// A screen of its own for a browser that has to show something on one.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Display {
  /** For the variable DISPLAY. */
  readonly name: string
  readonly close: () => void
}

export async function startDisplay(): Promise<Display> {
  const server: ChildProcess = spawn(
    'Xvfb',
    ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const missing = once(server, 'error').then(([failed]) => {
    throw new Error(`Xvfb of the package xvfb is needed: ${failed.message}`)
  })
  if (server.stdout === null) throw new Error('no output to read the number of the display from')
  const [number] = await Promise.race([once(server.stdout, 'data'), missing])
  return { name: `:${String(number).trim()}`, close: () => void server.kill() }
}
