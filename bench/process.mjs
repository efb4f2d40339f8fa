// Servers under measurement as processes: started on a core, watched in /proc, ended politely. For relay.mjs and signaling.mjs.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** A folder for what the servers write, gone after {@link end}. */
export const scratch = mkdtempSync(join(tmpdir(), 'tincan-bench-'))
const children = []

export const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis))

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** `core` as `taskset -c` takes it, such as `0` or `0,1`. The child's `output` is all that it has said. */
export function start(core, command, args, env = {}) {
  const child = spawn('taskset', ['-c', core, command, ...args], {
    cwd: scratch,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  child.output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (child.output += chunk))
  children.push(child)
  return child
}

export async function said(child, text) {
  while (!child.output.includes(text)) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended:\n${child.output}`)
    await sleep(50)
  }
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  // As Ctrl-C: SIGTERM would let Tincan wait for the allocations that a client left behind.
  child.kill('SIGINT')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exit
  clearTimeout(late)
}

/** Stops what still runs and removes what was written. */
export async function end() {
  await Promise.all(children.map(stop))
  rmSync(scratch, { recursive: true, force: true })
}

/** CPU time of all threads so far, in seconds. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Bytes of the process that are in memory. */
export const residentBytes = (pid) => kibibytes(`/proc/${pid}/status`, 'VmRSS')

/** The same, with pages shared by several processes divided among them. */
export const proportionalBytes = (pid) => kibibytes(`/proc/${pid}/smaps_rollup`, 'Pss')

const kibibytes = (file, field) =>
  1024 * Number(new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))[1])
