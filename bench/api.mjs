// How long a program waits until a call is created, beside people who signal: the calls go to SQLite on disk, as always.
//   ./dev bench api [--rate=200] [--seconds=60] [--warm-up=20] [--sessions=200] [--offers=200] [--server-core=0] [--client-core=1]
//                   [--java='-XX:+UseSerialGC …']
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import http from 'node:http'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cpuSeconds, end, sleep, stop } from './process.mjs'
import { servers } from './signaling-clients.mjs'

const { values: options } = parseArgs({
  options: {
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    'warm-up': { type: 'string', default: '20' },
    sessions: { type: 'string', default: '200' },
    offers: { type: 'string', default: '200' },
    'server-core': { type: 'string', default: '0' },
    'client-core': { type: 'string', default: '1' },
    java: { type: 'string' },
    result: { type: 'string' },
    tincan: { type: 'string', default: '' },
  },
})
/** What the product promises. */
const P99_MAX_MILLIS = 20
/** A call has 16 participants, an address opens 20 calls a minute and has 200 sessions. */
const PARTICIPANTS_PER_CALL = 16
const SESSIONS_PER_ADDRESS = 150
const root = fileURLToPath(new URL('..', import.meta.url))

execFileSync('taskset', ['-acp', options['client-core'], String(process.pid)])

/** Sessions in calls, each of which offers to its neighbor again and again. */
async function signaling(server) {
  const clients = []
  let heard = 0
  let sent = 0
  for (let i = 0; i < Number(options.sessions); i++) {
    const address = `127.0.0.${2 + Math.floor(i / SESSIONS_PER_ADDRESS)}`
    clients.push(await new server.Client().open(server, address, () => heard++))
    await clients[i].join(`bench ${Math.floor(i / PARTICIPANTS_PER_CALL)}`)
  }
  const pairs = clients.length & ~1
  const offers = setInterval(() => {
    const from = sent++ % pairs
    clients[from].offer(clients[from ^ 1])
  }, 1_000 / Number(options.offers))
  return {
    stop: async () => {
      clearInterval(offers)
      await sleep(1_000)
      await Promise.all(clients.map((it) => it.close()))
      return { sent, heard }
    },
  }
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

/** Milliseconds from the moment at which the request was due until its whole answer is there. */
function create(server, key, due) {
  const body = '{"title":"Consultation"}'
  return new Promise((resolve, reject) => {
    const request = http.request(
      { agent, host: '127.0.0.1', port: server.port, path: '/api/v1/calls', method: 'POST',
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', 'Content-Length': body.length } },
      (answer) => {
        answer.resume()
        answer.on('end', () => {
          if (answer.statusCode === 201) resolve(performance.now() - due)
          else reject(new Error(`a create was answered ${answer.statusCode}`))
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

/** So many every second, whether the server keeps up or not: whoever waits in a queue waits too. */
async function creates(server, key, seconds) {
  const rate = Number(options.rate)
  const waits = []
  const begin = performance.now()
  for (let i = 0; i < rate * seconds; i++) {
    const due = begin + (i * 1_000) / rate
    while (performance.now() < due) await sleep(1)
    waits.push(create(server, key, due))
  }
  return (await Promise.all(waits)).toSorted((a, b) => a - b)
}

const [startTincan] = servers
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const result = { load: loadavg()[0], cores: cpus().length, cpu: cpus()[0].model, node: process.version, options }
try {
  const server = await startTincan(options['server-core'], options.java)
  const key = execFileSync(`${root}/tincan`, ['api-key', 'create', '--name=bench', `--data-dir=${server.dataDir}`], { encoding: 'utf8' }).trim()
  const people = await signaling(server)
  await creates(server, key, Number(options['warm-up']))
  const cpuBefore = cpuSeconds(server.child.pid)
  const waits = await creates(server, key, Number(options.seconds))
  result.cpuShare = (cpuSeconds(server.child.pid) - cpuBefore) / Number(options.seconds)
  result.signaling = await people.stop()
  result.creates = waits.length
  result.millis = { p50: percentile(waits, 0.5), p90: percentile(waits, 0.9), p99: percentile(waits, 0.99), max: waits.at(-1) }
  result.loadAfter = loadavg()[0]
  await stop(server.child)
} finally {
  await end()
}
const { p50, p90, p99, max } = result.millis
console.log(`${result.creates} creates at ${options.rate}/s beside ${options.sessions} sessions (${result.signaling.heard} of ${result.signaling.sent} offers arrived)`)
console.log(`answered after p50 ${p50.toFixed(1)} ms, p90 ${p90.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (promised: ${P99_MAX_MILLIS} ms), at most ${max.toFixed(1)} ms`)
console.log(`${(100 * result.cpuShare).toFixed(0)} % of a core; load of the machine ${result.load.toFixed(1)} before, ${result.loadAfter.toFixed(1)} after`)
if (options.result) writeFileSync(options.result, `${JSON.stringify(result, null, 2)}\n`)
process.exit(p99 <= P99_MAX_MILLIS ? 0 : 1)
