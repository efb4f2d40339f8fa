// The real server on a machine of the lab, started as a user would.
import { type ChildProcess, spawn } from 'node:child_process'
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
  /** Resolves when it serves. */
  readonly ready: Promise<void>
  readonly stop: () => Promise<unknown>
}

export function startPublicServer(machine: Machine, dataDir: string): PublicServer {
  const turnPort = 3478
  const options = [
    '--http-port=80',
    '--https-port=443',
    '--tls=self-signed',
    '--drain-timeout=0s',
    `--turn-port=${turnPort}`,
    `--data-dir=${dataDir}`,
  ]
  const child = spawn('ip', ['netns', 'exec', machine.namespace, tincan, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let stopping = false
  const output = collect(child)
  child.on('exit', (code, signal) => {
    if (!stopping) console.error(`The server ended with ${code ?? signal} while the lab needs it:\n${output()}`)
  })
  return {
    url: (family) => `https://${family === 4 ? serverAddress[4] : `[${serverAddress[6]}]`}`,
    turnPort,
    authority: join(dataDir, 'tls', 'ca.pem'),
    ready: ready(child, output),
    stop: () => {
      stopping = true
      return stop(child, dataDir)
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
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('tincan did not start')
    if (Date.now() > giveUp) throw new Error(`tincan was not up in time:\n${output()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
