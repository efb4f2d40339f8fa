// What signaling costs, beside the PeerJS server from npm: CPU time a relayed offer of 3 KB, both servers under the same load in
// one run, taking turns; and resident memory an idle connection. Tincan keeps its calls on disk, as always.
//   ./dev bench signaling [--rounds=5] [--offers=40000] [--rate=4000] [--connections=5000] [--server-core=0] [--client-core=1]
//                         [--java='-XX:+UseG1GC …'] [--only=cpu|memory]
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { cpuSeconds, end, median, proportionalBytes, residentBytes, sleep, stop } from './process.mjs'
import { SDP, servers, versions } from './signaling-clients.mjs'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    offers: { type: 'string', default: '40000' },
    rate: { type: 'string', default: '4000' },
    connections: { type: 'string', default: '5000' },
    settle: { type: 'string', default: '20' },
    'server-core': { type: 'string', default: '0' },
    'client-core': { type: 'string', default: '1' },
    java: { type: 'string' },
    only: { type: 'string' },
    result: { type: 'string' },
    tincan: { type: 'string', default: '' },
  },
})
const rounds = Number(options.rounds)
const offers = Number(options.offers)
const ratePerSecond = Number(options.rate)
const connections = Number(options.connections)
const settleMillis = 1_000 * Number(options.settle)

/** A session of Tincan may send 60 envelopes a second, a call has 16 participants, an address opens 20 calls a minute. */
const CALLERS = 192
const CALLERS_PER_CALL = 16
/** Rounds before the first that counts, in which code is compiled. */
const WARM_UP_ROUNDS = 5
const ARRIVAL_PATIENCE_MILLIS = 10_000
/** An address may have 200 sessions with Tincan. */
const SESSIONS_PER_ADDRESS = 150
const CONNECTING_AT_ONCE = 32

execFileSync('taskset', ['-acp', options['client-core'], String(process.pid)])

/** Clients that the server has let in, from as many addresses as it takes. */
async function open(server, count, heard) {
  const clients = []
  let next = 0
  async function some() {
    while (next < count) {
      const address = `127.0.0.${2 + Math.floor(next++ / SESSIONS_PER_ADDRESS)}`
      clients.push(await new server.Client().open(server, address, heard))
    }
  }
  await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, some))
  return clients
}

async function callers(server) {
  server.arrived = 0
  server.clients = await open(server, CALLERS, () => server.arrived++)
  for (const [i, client] of server.clients.entries()) await client.join(`bench ${Math.floor(i / CALLERS_PER_CALL)}`)
}

/** Neighbors offer to each other, so many of them every millisecond that the rate is kept. */
async function round(server) {
  server.arrived = 0
  const pid = server.child.pid
  const cpuBefore = cpuSeconds(pid)
  const begin = performance.now()
  for (let sent = 0; sent < offers; await sleep(1)) {
    const due = Math.min(offers, ((performance.now() - begin) / 1_000) * ratePerSecond)
    for (; sent < due; sent++) {
      const from = sent % CALLERS
      server.clients[from].offer(server.clients[from ^ 1])
    }
  }
  const seconds = (performance.now() - begin) / 1_000
  const giveUp = performance.now() + ARRIVAL_PATIENCE_MILLIS
  while (server.arrived < offers && performance.now() < giveUp) await sleep(5)
  if (server.arrived !== offers) throw new Error(`${server.name}: ${server.arrived} of ${offers} offers arrived`)
  const cpu = cpuSeconds(pid) - cpuBefore
  return { server: server.name, microsPerOffer: (cpu / offers) * 1e6, cpuSeconds: cpu, offersPerSecond: offers / seconds }
}

async function measureCpu() {
  const both = []
  for (const begin of servers) both.push(await begin(options['server-core'], options.java))
  for (const server of both) await callers(server)
  for (let i = 1; i <= WARM_UP_ROUNDS + rounds; i++) {
    for (const server of both) {
      const run = { ...(await round(server)), warmUp: i <= WARM_UP_ROUNDS }
      result.runs.push(run)
      const label = run.warmUp ? 'warm-up' : `round ${i - WARM_UP_ROUNDS}`
      const rate = `${Math.round(run.offersPerSecond)} offers/s, all arrived`
      console.log(`${label}, ${run.server}: ${run.microsPerOffer.toFixed(1)} µs/offer, ${rate}`)
    }
  }
  for (const server of both) await Promise.all(server.clients.map((it) => it.close()))
  for (const server of both) await stop(server.child)
}

/** Everything has been done once by as many connections before the first measurement, so that what grows is the connections. */
async function memory(begin) {
  const server = await begin(options['server-core'], options.java)
  const pid = server.child.pid
  const measure = () => ({ rss: residentBytes(pid), pss: proportionalBytes(pid) })
  const started = measure()
  const first = await open(server, WARM_UP_CONNECTIONS)
  await Promise.all(first.map((it) => it.close()))
  await sleep(settleMillis)
  const before = measure()
  const held = await open(server, connections)
  await sleep(settleMillis)
  const after = measure()
  await Promise.all(held.map((it) => it.close()))
  await stop(server.child)
  const each = (name) => (after[name] - before[name]) / held.length
  return { server: server.name, connections: held.length, started, before, after, rssEach: each('rss'), pssEach: each('pss') }
}

const WARM_UP_CONNECTIONS = 1_000

const result = {
  ...{ load: loadavg()[0], cores: cpus().length, cpu: cpus()[0].model, versions, offerBytes: SDP.length },
  ...{ options, runs: [], memory: [] },
}

function row(label, tincan, peerjs, unit, digits) {
  const values = [tincan, peerjs].map((it) => it.toFixed(digits).padStart(10)).join('')
  console.log(`${label.padEnd(48)}${values} ${unit.padEnd(6)}${(tincan / peerjs).toFixed(2).padStart(6)}`)
}

if (result.load > 0.5)
  console.log(`The machine has other work to do (load ${result.load.toFixed(1)}); the numbers will show it.`)
try {
  if (options.only !== 'memory') await measureCpu()
  if (options.only !== 'cpu') for (const begin of servers) result.memory.push(await memory(begin))
} finally {
  await end()
}

console.log(`\n${''.padEnd(48)}${'tincan'.padStart(10)}${'peerjs'.padStart(10)}${'ratio'.padStart(13)}`)
if (result.runs.length > 0) {
  const micros = (name) =>
    median(result.runs.filter((it) => it.server === name && !it.warmUp).map((it) => it.microsPerOffer))
  row(`CPU a relayed offer of ${SDP.length} bytes, median of ${rounds}`, micros('tincan'), micros('peerjs'), 'µs', 1)
}
if (result.memory.length > 0) {
  const [tincan, peerjs] = result.memory
  const count = connections.toLocaleString('en')
  row(`resident memory an idle connection, of ${count}`, tincan.rssEach / 1_000, peerjs.rssEach / 1_000, 'kB', 1)
  row('  shared pages divided (PSS)', tincan.pssEach / 1_000, peerjs.pssEach / 1_000, 'kB', 1)
  for (const [label, moment] of [
    ['resident memory of the process: started', 'started'],
    [`  after ${WARM_UP_CONNECTIONS.toLocaleString('en')} connections came and went`, 'before'],
    [`  with ${count} connections`, 'after'],
  ]) {
    row(label, tincan[moment].rss / 1e6, peerjs[moment].rss / 1e6, 'MB', 1)
  }
}
console.log(`\nTincan ${options.tincan}, peer ${versions.peer} on Node.js ${versions.node}, ${result.cpu}`)
if (options.result) {
  writeFileSync(options.result, `${JSON.stringify(result, null, 2)}\n`)
  console.log(`Written to ${options.result}`)
}
process.exit()
