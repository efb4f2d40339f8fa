// Debian's coturn brings a client of its own: a second opinion on what a TURN server does.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { freePort, type Server, startServer, tincan } from '../src/server.ts'

const run = promisify(execFile)

// Every combination with the full load takes minutes: ./dev turnutils. Each test run has the full load once per
// transport, and a light one for the rest.
const FULL = { sessions: 50, messages: 500 }
const LIGHT = { sessions: 2, messages: 100 }
const always = process.env.TURNUTILS_FULL === '1'

const transports = {
  UDP: { flags: [], port: () => server.turnPort },
  TCP: { flags: ['-t'], port: () => server.turnPort },
  TLS: { flags: ['-t', '-S'], port: () => Number(new URL(server.secureUrl).port) },
} as const
const lanes = { ChannelData: [], Send: ['-s'] } as const
const families = { IPv4: { loopback: '127.0.0.1', flags: [] }, IPv6: { loopback: '::1', flags: ['-x'] } } as const

let server: Server
const peers: ChildProcess[] = []
let peerPort: number

test.beforeAll(async () => {
  server = await startServer(['--allow-peers=127.0.0.0/8,::1', '--tls=self-signed'])
  peerPort = await freePort()
  for (const { loopback } of Object.values(families)) {
    const peer = spawn('turnutils_peer', ['-L', loopback, '-p', String(peerPort)], { stdio: 'ignore' })
    peers.push(peer)
    await new Promise((resolve, reject) => {
      peer.on('spawn', resolve)
      peer.on('error', (failed) =>
        reject(new Error(`turnutils_peer of the package coturn is needed: ${failed.message}`)),
      )
    })
  }
})

test.afterAll(async () => {
  for (const peer of peers) peer.kill()
  await server?.stop()
})

for (const transport of Object.keys(transports) as (keyof typeof transports)[])
  test(`turnutils_uclient loses nothing over ${transport}, by Send and ChannelData, IPv4 and IPv6 at once`, async () => {
    const runs = (Object.keys(lanes) as (keyof typeof lanes)[]).flatMap((lane) =>
      (Object.keys(families) as (keyof typeof families)[]).map((family) => lossless(transport, lane, family)),
    )
    await Promise.all(runs)
  })

async function lossless(
  transport: keyof typeof transports,
  lane: keyof typeof lanes,
  family: keyof typeof families,
): Promise<void> {
  const load = always || (lane === 'ChannelData' && family === 'IPv4') ? FULL : LIGHT
  const sent = load.sessions * load.messages
  const output = await uclient([
    ...transports[transport].flags,
    ...lanes[lane],
    ...families[family].flags,
    ...['-p', String(transports[transport].port())],
    ...['-m', String(load.sessions), '-n', String(load.messages), '-z', '10', '-c', '-X', '-g'],
    ...['-e', families[family].loopback, '-r', String(peerPort)],
    families[family].loopback,
  ])
  const [, out, back] = [...output.matchAll(/tot_send_msgs=(\d+), tot_recv_msgs=(\d+)/g)].at(-1) ?? []
  expect([out, back], `${lane} ${family}: ${output.slice(-2_000)}`).toEqual([String(sent), String(sent)])
  expect(output).toMatch(/Total lost packets 0 \(0\.000000%\)/)
}

/** What it printed; fails when it did. */
async function uclient(args: readonly string[]): Promise<string> {
  const printed = execFileSync(tincan, ['turn-credentials', '--user', 'uclient', `--data-dir=${server.dataDir}`], {
    encoding: 'utf8',
  })
  const { username, credential } = JSON.parse(printed)
  const certificate = ['-i', join(server.dataDir, 'tls/server.pem'), '-k', join(server.dataDir, 'tls/server-key.pem')]
  const { stdout, stderr } = await run(
    'turnutils_uclient',
    [...certificate, '-u', username, '-w', credential, ...args],
    { timeout: 120_000, maxBuffer: 64 << 20 },
  )
  return stdout + stderr
}
