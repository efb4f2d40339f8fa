// Starts the real server as a user would: ./tincan, with ports and a data folder of its own.
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const tincan = join(root, 'tincan')

export interface Server {
  readonly url: string
  readonly secureUrl: string
  readonly turnPort: number
  readonly dataDir: string
  /** File of the certificate that a self-signed server asks people to trust. */
  readonly authority: string
  readonly output: () => string
  readonly signal: (signal: NodeJS.Signals) => void
  /** Ends it as a power cut does; what it wrote to the disk stays. */
  readonly kill: () => Promise<void>
  /** Starts it again after that, with the same ports and data; resolves when it is ready. */
  readonly startAgain: () => Promise<void>
  readonly stop: (signal?: NodeJS.Signals) => Promise<{ code: number | null; millis: number }>
}

/** A port nobody uses now, neither for TCP nor for UDP. */
export async function freePort(): Promise<number> {
  while (true) {
    const tcp = createServer().listen(0)
    await once(tcp, 'listening')
    const { port } = tcp.address() as AddressInfo
    const udp = createSocket('udp4').bind(port)
    const free = await once(udp, 'listening').then(
      () => true,
      () => false,
    )
    for (const probe of [tcp, udp]) {
      probe.close()
      await once(probe, 'close')
    }
    if (free) return port
  }
}

type Started = ChildProcessByStdio<Writable | null, Readable, Readable>

const asAUser = (args: readonly string[]): Started => spawn(tincan, args, { stdio: ['ignore', 'pipe', 'pipe'] })

export async function startServer(options: readonly string[] = [], begin = asAUser): Promise<Server> {
  const [httpPort, httpsPort, turnPort, dataDir] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    mkdtemp(join(tmpdir(), 'tincan-e2e-')),
  ])
  const ports = [`--http-port=${httpPort}`, `--https-port=${httpsPort}`, `--turn-port=${turnPort}`]
  const args = [...ports, `--data-dir=${dataDir}`, ...options]
  let output = ''
  const start = () => {
    const child = begin(args)
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    return child
  }
  let child = start()
  const url = `http://localhost:${httpPort}`
  await ready(child, url, () => output)
  return {
    url,
    secureUrl: `https://localhost:${httpsPort}`,
    turnPort,
    dataDir,
    authority: join(dataDir, 'tls', 'ca.pem'),
    output: () => output,
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
    startAgain: () => {
      child = start()
      return ready(child, url, () => output)
    },
    stop: (signal) => stop(child, dataDir, signal),
  }
}

async function ready(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const giveUp = Date.now() + 240_000
  while (Date.now() < giveUp) {
    if (child.exitCode !== null) throw new Error(`tincan ended with ${child.exitCode}:\n${output()}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill('SIGKILL')
  throw new Error(`tincan was not ready in time:\n${output()}`)
}

export async function stop(child: ChildProcess, dataDir: string, signal: NodeJS.Signals = 'SIGTERM') {
  const start = Date.now()
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit')
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await exit
    clearTimeout(late)
  }
  await rm(dataDir, { recursive: true, force: true })
  return { code: child.exitCode, millis: Date.now() - start }
}
