// What relaying costs, beside Debian's coturn: CPU time a packet and memory an allocation, both servers under the same client
// in one run, taking turns. Server on core 0; client and peer on core 1.
//   ./dev bench relay [--rounds=3] [--messages=2000] [--lengths=170,1000] [--java='-XX:+UseG1GC …'] [--only=cpu|memory]
import { execFileSync } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cpuSeconds, end, median, residentBytes, said, scratch, sleep, start as startOn, stop } from './process.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    messages: { type: 'string', default: '2000' },
    lengths: { type: 'string', default: '170,1000' },
    java: { type: 'string' },
    only: { type: 'string' },
    result: { type: 'string' },
  },
})
const rounds = Number(options.rounds)
const messages = Number(options.messages)
const lengths = options.lengths.split(',').map(Number)

const SERVER_CORE = '0'
const CLIENT_CORE = '1'
const CLIENTS = 50
const HELD = 500
const WARM_UP_MESSAGES = 3_000
const LOSS_MAX = 0.001
/** The client makes two allocations for each of its -m, and leaves one of them to end by itself. */
const ALLOCATIONS_PER_CLIENT = 2
/** One user may have 256 allocations with Tincan. */
const HOLDERS = 2
/** Or three of four full collections of the serial collector would leave some garbage for the histogram to count. */
const COMPACT_ALWAYS = '-XX:MarkSweepAlwaysCompactCount=1'
const SECRET = randomBytes(16).toString('hex')

const start = (core, command, args) =>
  startOn(core, command, args, { TINCAN_TURN_SECRET: SECRET, JDK_JAVA_OPTIONS: COMPACT_ALWAYS })

async function freePort() {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

const openFiles = (pid) => readdirSync(`/proc/${pid}/fd`).length

/** What is alive in the heap of a JVM: the sum of a histogram, for which it collects all garbage first. */
function liveHeapBytes(pid) {
  const jcmd = join(process.env.JAVA_HOME, 'bin/jcmd')
  return Number(
    /^Total +\d+ +(\d+)/m.exec(execFileSync(jcmd, [String(pid), 'GC.class_histogram'], { encoding: 'utf8' }))[1],
  )
}

let users = 0

/** A name of its own for each run: the allocations that the client leaves behind count. */
function restCredentials() {
  const name = `${Math.floor(Date.now() / 1000) + 3600}:bench${++users}`
  return [name, createHmac('sha1', SECRET).update(name).digest('base64')]
}

async function startTincan() {
  const port = await freePort()
  const args = [
    `--turn-port=${port}`,
    '--http-port=0',
    `--data-dir=${join(scratch, 'data')}`,
    '--allow-peers=127.0.0.0/8',
  ]
  args.push('--relay-ports=40000-44999', '--public-address=127.0.0.1')
  const tincan = join(root, 'tincan')
  const child = options.java
    ? start(SERVER_CORE, join(process.env.JAVA_HOME, 'bin/java'), [
        ...options.java.split(/\s+/),
        '-jar',
        join(root, 'server/target/tincan-server.jar'),
        ...args,
      ])
    : start(SERVER_CORE, tincan, args)
  await said(child, 'Tincan is up')
  return { name: 'tincan', child, port, credentials: restCredentials, java: true }
}

async function startCoturn() {
  const port = await freePort()
  const child = start(SERVER_CORE, 'turnserver', [
    ...[
      '-n',
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--allow-loopback-peers',
      '--lt-cred-mech',
      '--realm=r',
      '-L',
      '127.0.0.1',
    ],
    ...['--user=u:p', '--relay-threads=1', `--listening-port=${port}`, '--min-port=45000', '--max-port=49999'],
    ...[
      '--log-file=/dev/null',
      '--simple-log',
      `--pidfile=${join(scratch, 'coturn.pid')}`,
      `--userdb=${join(scratch, 'coturn.db')}`,
    ],
  ])
  await sleep(1_500)
  if (child.exitCode !== null) throw new Error(`turnserver ended:\n${child.output}`)
  return { name: 'coturn', child, port, credentials: () => ['u', 'p'], java: false }
}

function uclient(server, clients, count, interval, length) {
  const [user, password] = server.credentials()
  return start(CLIENT_CORE, 'turnutils_uclient', [
    ...['-c', '-X', '-m', clients, '-n', count, '-z', interval, '-l', length].map(String),
    ...['-p', server.port, '-e', '127.0.0.1', '-r', peerPort, '-u', user, '-w', password, '127.0.0.1'].map(String),
  ])
}

/** Now and then the client picks one channel number twice and gives up before it sends anything; then it is asked again. */
async function load(server, length, count, tries = 3) {
  if (server.child.exitCode !== null || server.child.signalCode !== null) {
    throw new Error(
      `${server.name} ended (${server.child.exitCode ?? server.child.signalCode}):\n${server.child.output.slice(-5_000)}`,
    )
  }
  const cpuBefore = cpuSeconds(server.child.pid)
  const begin = Date.now()
  const client = uclient(server, CLIENTS, count, 5, length)
  const [code] = await once(client, 'close')
  const cpu = cpuSeconds(server.child.pid) - cpuBefore
  const [, sent, received] = [...client.output.matchAll(/tot_send_msgs=(\d+), tot_recv_msgs=(\d+)/g)].at(-1) ?? []
  if (!sent && tries > 1) return load(server, length, count, tries - 1)
  if (code !== 0 || !sent) throw new Error(`turnutils_uclient failed with ${server.name}:\n${client.output}`)
  const packets = Number(sent) + Number(received)
  const transmit = Number(/Total transmit time is (\d+)/.exec(client.output)?.[1])
  return {
    ...{ server: server.name, length, packets, lost: Number(sent) - Number(received), cpuSeconds: cpu },
    ...{
      microsPerPacket: (cpu / packets) * 1e6,
      packetsPerSecond: Math.round(packets / transmit),
      seconds: (Date.now() - begin) / 1000,
    },
  }
}

async function memory(server) {
  const pid = server.child.pid
  await load(server, 170, Math.min(messages, 500))
  await sleep(2_000)
  const base = { heap: server.java ? liveHeapBytes(pid) : 0, rss: residentBytes(pid), files: openFiles(pid) }
  const holders = Array.from({ length: HOLDERS }, () =>
    uclient(server, HELD / HOLDERS / ALLOCATIONS_PER_CLIENT, 60, 1_000, 170),
  )
  const giveUp = Date.now() + 90_000
  while (openFiles(pid) < base.files + HELD) {
    if (Date.now() > giveUp) throw new Error(`${server.name} holds only ${openFiles(pid) - base.files} allocations`)
    await sleep(200)
  }
  await sleep(3_000)
  const rss = residentBytes(pid)
  const heap = server.java ? liveHeapBytes(pid) : 0
  const allocations = openFiles(pid) - base.files
  for (const holder of holders) holder.kill('SIGKILL')
  return {
    ...{ server: server.name, allocations, rssBase: base.rss, rss, rssPerAllocation: (rss - base.rss) / allocations },
    ...(server.java ? { heapBase: base.heap, heap, heapPerAllocation: (heap - base.heap) / allocations } : {}),
  }
}

const peerPort = await freePort()
const result = {
  load: loadavg()[0],
  cores: cpus().length,
  cpu: cpus()[0].model,
  messages: messages * CLIENTS,
  java: options.java,
  runs: [],
  memory: [],
}

function row(label, tincan, coturn, unit, digits) {
  const ratio = unit && coturn > 0 ? (tincan / coturn).toFixed(2) : ''
  console.log(
    `${label.padEnd(44)}${tincan.toFixed(digits).padStart(10)}${coturn.toFixed(digits).padStart(10)} ${unit.padEnd(6)}${ratio.padStart(6)}`,
  )
}

/** A packet that the kernel drops before the server reads it costs the server nothing, so rounds that lost many do not count. */
function counted(server, length) {
  const runs = result.runs.filter((it) => it.server === server && it.length === length)
  const clean = runs.filter((it) => it.lost <= LOSS_MAX * it.packets)
  return clean.length > 0 ? clean : runs
}

async function measureCpu() {
  const servers = [await startTincan(), await startCoturn()]
  await load(servers[0], lengths[0], WARM_UP_MESSAGES)
  for (let round = 1; round <= rounds; round++) {
    for (const length of lengths) {
      for (const server of servers) {
        const run = await load(server, length, messages)
        result.runs.push(run)
        console.log(
          `round ${round}, ${String(length).padStart(4)} bytes, ${run.server}: ${run.microsPerPacket.toFixed(2)} µs/packet, ${run.packets} packets, ${run.packetsPerSecond}/s, ${run.lost} lost`,
        )
      }
    }
  }
  for (const server of servers) await stop(server.child)
}

async function measureMemory() {
  for (const begin of [startTincan, startCoturn]) {
    const server = await begin()
    result.memory.push(await memory(server))
    await stop(server.child)
  }
}

if (result.load > 0.5)
  console.log(`The machine has other work to do (load ${result.load.toFixed(1)}); the numbers will show it.`)
try {
  start(CLIENT_CORE, 'turnutils_peer', ['-L', '127.0.0.1', '-p', String(peerPort)])
  if (options.only !== 'memory') await measureCpu()
  if (options.only !== 'cpu') await measureMemory()
} finally {
  await end()
}

console.log(`\n${''.padEnd(44)}${'tincan'.padStart(10)}${'coturn'.padStart(10)}${'ratio'.padStart(13)}`)
for (const length of options.only === 'memory' ? [] : lengths) {
  const [tincan, coturn] = ['tincan', 'coturn'].map((name) => counted(name, length))
  const micros = (runs) => median(runs.map((it) => it.microsPerPacket))
  const lost = (runs) => runs.reduce((sum, it) => sum + it.lost, 0)
  row(`CPU a packet of ${length} bytes, median`, micros(tincan), micros(coturn), 'µs', 2)
  row(`  of so many rounds of ${rounds}, the others lost many`, tincan.length, coturn.length, '', 0)
  row('  lost in these', lost(tincan), lost(coturn), '', 0)
}
if (result.memory.length > 0) {
  const [tincan, coturn] = result.memory
  row('resident memory before', tincan.rssBase / 2 ** 20, coturn.rssBase / 2 ** 20, 'MiB', 1)
  row(
    `resident memory an allocation, of ${tincan.allocations}`,
    tincan.rssPerAllocation / 1024,
    coturn.rssPerAllocation / 1024,
    'KiB',
    1,
  )
  row('  of it live in the heap', tincan.heapPerAllocation / 1024, 0, 'KiB', 1)
}
if (options.result) {
  writeFileSync(options.result, `${JSON.stringify(result, null, 2)}\n`)
  console.log(`\nWritten to ${options.result}`)
}
