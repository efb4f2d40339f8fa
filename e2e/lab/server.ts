// The real server on a machine of the lab, started as a user would.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { stop, tincan } from '../src/server.ts'
import { serverAddress } from './internet.ts'
import type { Family } from './nats.ts'
import type { Machine } from './network.ts'

export interface PublicServer {
  /** The page's address, for people of one IP family. */
  readonly url: (family: Family) => string
  readonly turnPort: number
  /** File of the certificate that browsers must trust. */
  readonly authority: string
  /** Resolves when it serves for the first time. */
  readonly ready: Promise<void>
  /** What all its lives said so far. */
  readonly output: () => string
  /** Ends it as a power cut does; what it wrote to the disk stays. */
  readonly kill: () => Promise<void>
  /** Starts it again after that, as it was started before; resolves when it serves. */
  readonly startAgain: () => Promise<void>
  readonly stop: () => Promise<unknown>
}

export function startPublicServer(machine: Machine, dataDir: string, more: readonly string[] = []): PublicServer {
  const turnPort = 3478
  const options = [
    '--http-port=80',
    '--https-port=443',
    '--tls=self-signed',
    '--drain-timeout=0s',
    `--turn-port=${turnPort}`,
    `--data-dir=${dataDir}`,
    ...more,
  ]
  const lives: string[] = []
  let meant: ChildProcess | undefined
  const live = () => {
    const child = spawn('ip', ['netns', 'exec', machine.namespace, tincan, ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const output = collect(child)
    child.on('exit', (code, signal) => {
      lives.push(output())
      if (child !== meant) console.error(`The server ended with ${code ?? signal} while the lab needs it:\n${output()}`)
    })
    return { child, output, ready: ready(child, output) }
  }
  let now = live()
  return {
    url: (family) => `https://${family === 4 ? serverAddress[4] : `[${serverAddress[6]}]`}`,
    turnPort,
    authority: join(dataDir, 'tls', 'ca.pem'),
    ready: now.ready,
    output: () => [...lives, ...(now.child === meant ? [] : [now.output()])].join('\n'),
    kill: async () => {
      meant = now.child
      const exit = once(now.child, 'exit')
      now.child.kill('SIGKILL')
      await exit
    },
    startAgain: () => {
      now = live()
      return now.ready
    },
    stop: () => {
      meant = now.child
      return stop(now.child, dataDir)
    },
  }
}

function collect(child: ChildProcess): () => string {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  return () => output
}

/** No request from here reaches a machine of the lab; the server says itself when it is up. */
async function ready(child: ChildProcess, output: () => string): Promise<void> {
  const giveUp = Date.now() + 60_000
  while (!output().includes('Tincan is up')) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`tincan did not start:\n${output()}`)
    if (Date.now() > giveUp) throw new Error(`tincan was not up in time:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
