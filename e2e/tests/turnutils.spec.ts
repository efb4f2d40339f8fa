// Debian's coturn brings a client of its own: a second opinion on what a TURN server does.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { expect, test } from '@playwright/test'
import { freePort, type Server, startServer, tincan } from '../src/server.ts'

const MESSAGES = 1_000

let server: Server
let peer: ChildProcess
let peerPort: number

test.beforeAll(async () => {
  server = await startServer(['--allow-peers=127.0.0.0/8'])
  peerPort = await freePort()
  peer = spawn('turnutils_peer', ['-L', '127.0.0.1', '-p', String(peerPort)], { stdio: 'ignore' })
  await new Promise((resolve, reject) => {
    peer.on('spawn', resolve)
    peer.on('error', (failed) => reject(new Error(`turnutils_peer of the package coturn is needed: ${failed.message}`)))
  })
})

test.afterAll(async () => {
  peer?.kill()
  await server?.stop()
})

for (const [transport, flags] of [
  ['UDP', []],
  ['TCP', ['-t']],
] as const) {
  for (const [lane, more] of [
    ['channels', []],
    ['Send indications', ['-s']],
  ] as const) {
    test(`turnutils_uclient loses none of ${MESSAGES} messages over ${transport} with ${lane}`, () => {
      const printed = execFileSync(
        tincan,
        ['turn-credentials', '--user', 'uclient', `--data-dir=${server.dataDir}`, '--public-address=127.0.0.1'],
        { encoding: 'utf8' },
      )
      const { username, credential } = JSON.parse(printed)
      const { status, stdout, stderr } = spawnSync(
        'turnutils_uclient',
        [
          ...flags,
          ...more,
          ...['-p', String(server.turnPort), '-m', '2', '-n', String(MESSAGES / 2), '-z', '5', '-X', '-g'],
          ...['-e', '127.0.0.1', '-r', String(peerPort), '-u', username, '-w', credential, '127.0.0.1'],
        ],
        { encoding: 'utf8', timeout: 50_000 },
      )
      const output = stdout + stderr
      expect(status, output).toBe(0)
      const totals = /tot_send_msgs=(\d+), tot_recv_msgs=(\d+)[^]*$/.exec(
        output.slice(output.lastIndexOf('tot_send_msgs')),
      )
      expect(totals?.slice(1, 3), output).toEqual([String(MESSAGES), String(MESSAGES)])
      expect(output).toMatch(/Total lost packets 0 \(0\.000000%\)/)
    })
  }
}
