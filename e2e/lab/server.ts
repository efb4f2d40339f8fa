// The real server on a machine of the lab, started as a user would.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tincan } from '../src/server.ts'
import { serverAddress } from './internet.ts'
import type { Machine } from './network.ts'

export interface PublicServer {
  /** The page's address, for people of one IP family. */
  readonly url: (family: 4 | 6) => string
  readonly turnPort: number
  readonly stop: () => Promise<void>
}

export async function startPublicServer(machine: Machine): Promise<PublicServer> {
  const turnPort = 3478
  const dataDir = await mkdtemp(join(tmpdir(), 'tincan-lab-'))
  const options = [
    '--http-port=80',
    '--https-port=443',
    '--tls=self-signed',
    `--turn-port=${turnPort}`,
    `--data-dir=${dataDir}`,
  ]
  const child = spawn('ip', ['netns', 'exec', machine.namespace, tincan, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const output = await ready(child)
  const early = (code: number | null, signal: string | null) =>
    console.error(`The server ended in the middle of the lab with ${code ?? signal}:\n${output()}`)
  child.on('exit', early)
  return {
    url: (family) => `https://${family === 4 ? serverAddress[4] : `[${serverAddress[6]}]`}`,
    turnPort,
    stop: async () => {
      child.off('exit', early)
      if (child.exitCode === null && child.signalCode === null) {
        const exit = once(child, 'exit')
        child.kill('SIGTERM')
        await exit
      }
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** No request from here reaches a machine of the lab; the server says itself when it is up. Gives all that it has said. */
async function ready(child: ChildProcess): Promise<() => string> {
  let output = ''
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`tincan was not up in time:\n${output}`)), 60_000)
    const listen = (chunk: Buffer) => {
      output += chunk
      if (!output.includes('Tincan is up')) return
      clearTimeout(late)
      resolve()
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.on('exit', (code) => {
      clearTimeout(late)
      reject(new Error(`tincan ended with ${code}:\n${output}`))
    })
  })
  return () => output
}
