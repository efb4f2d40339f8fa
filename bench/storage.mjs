// How long it takes to create a call by the API, stored in SQLite and in PostgreSQL. See README.md beside this file.
import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { end, median, said, scratch, start, stop } from './process.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const { values: options } = parseArgs({
  options: {
    postgres: { type: 'string' },
    rounds: { type: 'string', default: '6' },
    calls: { type: 'string', default: '500' },
    tincan: { type: 'string', default: join(root, 'tincan') },
    result: { type: 'string' },
  },
})
const [command, ...commandArgs] = options.tincan.split(' ')
const CORES = [...cpus().keys()].join(',')

/** A PostgreSQL of its own, with what `initdb` sets: every answer waits for the disk. It will not run as root. */
async function startPostgres() {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
  if (versions.length === 0) throw new Error("Install Debian's package postgresql, or name a database by --postgres=URL.")
  const bin = join('/usr/lib/postgresql', versions.toSorted((a, b) => b - a)[0], 'bin')
  const folder = join(scratch, 'postgres')
  mkdirSync(folder)
  let as = []
  if (process.getuid() === 0) {
    const [uid, gid] = ['-u', '-g'].map((what) => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' })))
    chownSync(scratch, uid, gid)
    chownSync(folder, uid, gid)
    as = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  }
  const run = (program, ...args) => [...as, join(bin, program), ...args]
  const [init, ...initArgs] = run('initdb', '--auth=trust', '--username=tincan', '-D', folder)
  execFileSync(init, initArgs, { stdio: 'ignore' })
  const port = 40_000 + (process.pid % 10_000)
  const [server, ...serverArgs] = run('postgres', '-D', folder, '-p', String(port), '-k', folder)
  const child = start(CORES, server, serverArgs)
  await said(child, 'ready to accept connections')
  execFileSync(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'tincan', 'calls'])
  return { url: `postgresql://tincan@127.0.0.1:${port}/calls`, version: versions[0] }
}

async function startTincan(name, url) {
  const dataDir = `--data-dir=${join(scratch, name)}`
  const env = url ? { TINCAN_DATABASE_URL: url } : {}
  const key = execFileSync(command, [...commandArgs, 'api-key', 'create', '--name=bench', dataDir], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  }).trim()
  const child = start(CORES, command, [...commandArgs, '--http-port=0', '--turn-port=0', dataDir], env)
  await said(child, 'Tincan is up')
  const port = /http:\/\/localhost:(\d+)/.exec(child.output)[1]
  return { name, child, key, port }
}

/** One after the other: what a caller waits for, without what waits beside it. */
async function round(server, calls) {
  const millis = []
  for (let i = 0; i < calls; i++) {
    const before = performance.now()
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
      body: '{"title":"Choir practice"}',
    })
    await answer.text()
    millis.push(performance.now() - before)
    if (answer.status !== 201) throw new Error(`${server.name} answered ${answer.status}`)
  }
  millis.sort((a, b) => a - b)
  return { p50: millis[millis.length >> 1], p99: millis[Math.floor(millis.length * 0.99)] }
}

try {
  const postgres = options.postgres ? { url: options.postgres, version: 'given' } : await startPostgres()
  const servers = [await startTincan('sqlite'), await startTincan('postgresql', postgres.url)]
  const runs = []
  for (let i = 0; i <= Number(options.rounds); i++) {
    for (const server of servers) {
      const measured = await round(server, Number(options.calls))
      if (i === 0) continue // Warms up.
      runs.push({ server: server.name, ...measured })
      console.log(`${server.name.padEnd(10)} p50 ${measured.p50.toFixed(2)} ms, p99 ${measured.p99.toFixed(2)} ms`)
    }
  }
  const of = (name, what) => median(runs.filter((run) => run.server === name).map((run) => run[what]))
  const summary = Object.fromEntries(
    servers.map(({ name }) => [name, { p50Millis: of(name, 'p50'), p99Millis: of(name, 'p99') }]),
  )
  const ratio = summary.postgresql.p50Millis / summary.sqlite.p50Millis
  console.log(
    `create a call: SQLite ${summary.sqlite.p50Millis.toFixed(2)} ms, PostgreSQL ${summary.postgresql.p50Millis.toFixed(2)} ms (${ratio.toFixed(2)} times)`,
  )
  if (options.result) {
    const result = { load: loadavg()[0], cores: cpus().length, postgres: postgres.version, ...summary, ratio, runs }
    writeFileSync(resolve(options.result), `${JSON.stringify(result, null, 2)}\n`)
  }
  await Promise.all(servers.map(({ child }) => stop(child)))
} finally {
  await end()
}
