import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { launch } from '../src/browser.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import { root, startServer, tincan } from '../src/server.ts'

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(tincan, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 30_000,
  })
  return { status, stdout, stderr: stderr.trim() }
}

const folder = () => mkdtempSync(join(tmpdir(), 'tincan-start-'))

test('help and version answer and exit with 0', () => {
  const help = run(['--help'])
  expect(help.status).toBe(0)
  for (const option of [
    '--http-port',
    '--turn-port',
    '--public-address',
    '--relay-ports',
    '--data-dir',
    '--allow-peers',
  ])
    expect(help.stdout).toContain(option)
  expect(run(['--version'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^tincan \d+\.\d+\.\d+\n$/) })
})

test('an unknown option is one sentence with the next step, exit code 2', () => {
  const { status, stderr } = run(['--htp-port=1'])
  expect(status).toBe(2)
  expect(stderr).toMatch(/--htp-port.*--help/)
  expect(stderr.split('\n')).toHaveLength(1)
})

test('a taken port is one sentence with the next step, and nothing stays half-started', async () => {
  const other = createServer().listen(0)
  await once(other, 'listening')
  const port = (other.address() as { port: number }).port
  try {
    const http = run([`--http-port=${port}`, '--turn-port=0', `--data-dir=${folder()}`])
    expect(http).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(new RegExp(`^TCP port ${port} .*--http-port`)),
    })
    expect(http.stderr.split('\n')).toHaveLength(1)
    const turn = run(['--http-port=0', `--turn-port=${port}`, `--data-dir=${folder()}`])
    expect(turn).toMatchObject({ status: 2, stderr: expect.stringMatching(new RegExp(`port ${port} .*--turn-port`)) })
    expect(turn.stderr.split('\n')).toHaveLength(1)
  } finally {
    other.close()
  }
})

test('an unwritable data folder is one sentence with the next step, exit code 2', () => {
  const file = join(folder(), 'a-file')
  writeFileSync(file, '')
  const { status, stderr } = run([`--data-dir=${join(file, 'data')}`])
  expect(status).toBe(2)
  expect(stderr).toMatch(/data folder .* cannot be written.*--data-dir/)
  expect(stderr.split('\n')).toHaveLength(1)
})

test('without a JDK 25 the launcher says what to install', () => {
  const script = `. ${root}/scripts/tools.sh; is_jdk_25() { false; }; find_jdk`
  const { status, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toMatch(/JDK 25.*install/)
})

test('without npm the launcher says what to install', () => {
  const script = `. ${root}/scripts/tools.sh; PATH=/nowhere; need_npm`
  const { status, stderr } = spawnSync('/bin/bash', ['-c', script], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toMatch(/Node\.js.*npm.*install/)
})

test('environment and file set options; an unknown key names its line and the nearest one', () => {
  const file = join(folder(), 'tincan.yaml')
  writeFileSync(file, 'turn-realm: club\nhtpp-port: 9\n')
  const wrong = run(['--config', file])
  expect(wrong).toMatchObject({ status: 2, stderr: expect.stringMatching(/line 2.*htpp-port.*http-port/) })
  const environment = run([], { TINCAN_RELAY_PORTS: '7' })
  expect(environment).toMatchObject({ status: 2, stderr: expect.stringMatching(/relay-ports/) })
})

test('turn-credentials prints one JSON object', () => {
  const { status, stdout } = run(['turn-credentials', '--user', 'ana', '--ttl', '30m', `--data-dir=${folder()}`])
  expect(status).toBe(0)
  const printed = JSON.parse(stdout)
  expect(printed.urls).toContainEqual(expect.stringMatching(/^turn:.*:3478\?transport=udp$/))
  expect(printed.username).toMatch(/^\d+:ana$/)
  expect(printed.credential).toMatch(/^[A-Za-z0-9+/]+=*$/)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} stops the server cleanly within 5 s`, async () => {
    const server = await startServer()
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    for (const name of ['calls', 'participants', 'sessions', 'turn_allocations', 'turn_relayed_bytes_total'])
      expect(metrics).toMatch(new RegExp(`^tincan_${name}[ {]`, 'm'))
    expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('ok\n')
    expect((await fetch(`${server.url}/api/v1/nothing`)).headers.get('content-type')).toBe('application/problem+json')
    const { millis } = await server.stop(signal)
    expect(millis).toBeLessThan(5_000)
    expect(server.output()).not.toMatch(/ERROR|WARN|Exception/)
  })
}

test('a server with a call going on stops within 5 s, and the call goes on', async () => {
  const server = await startServer()
  const browsers = [await launch(), await launch()] as const
  try {
    const ana = await Caller.open(browsers[0], server.url, 'Ana')
    const link = await ana.newCall()
    await ana.join()
    const ben = await Caller.open(browsers[1], link, 'Ben')
    await ben.join()
    await expectMedia(ana, ben)
    const { millis } = await server.stop('SIGTERM')
    expect(millis).toBeLessThan(5_000)
    expect(server.output()).not.toMatch(/ERROR|WARN|Exception/)
    await expect(ana.page.getByText('Server restarting, the call goes on.')).toBeVisible()
    await expectMedia(ana, ben)
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()))
  }
})

test('after SIGTERM relayed calls go on and nothing new is relayed; after a second one it stops at once', async () => {
  const server = await startServer(['--drain-timeout=60s'])
  const browsers = [await launch(), await launch()] as const
  try {
    const ana = await Caller.open(browsers[0], server.url, 'Ana')
    const link = `${await ana.newCall()}?relay=1`
    await ana.page.goto(link)
    await ana.join()
    const ben = await Caller.open(browsers[1], link, 'Ben')
    await ben.join()
    await expectMedia(ana, ben)
    server.signal('SIGTERM')
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status).toBe(503)
    await expectMedia(ana, ben)
    expect(server.output()).toMatch(/Draining: \d+ relayed connections may go on for 60 s/)
    const { millis, code } = await server.stop('SIGTERM')
    expect(millis).toBeLessThan(5_000)
    expect(code).toBe(0)
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()))
    await server.stop('SIGKILL')
  }
})

test('a later start serves within 3 s', async () => {
  const start = Date.now()
  const server = await startServer()
  const millis = Date.now() - start
  await server.stop()
  console.log(`served after ${millis} ms`)
  expect(millis).toBeLessThan(3_000)
})
