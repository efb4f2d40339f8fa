// Linux network namespaces: machines of the lab, joined by virtual cables. Needs root.
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'

const PREFIX = 'tc-'

/** Why no network can be built here, in one sentence; undefined when it can. */
export function missing(): string | undefined {
  if (process.platform !== 'linux') return 'The NAT lab needs Linux: it is built of network namespaces.'
  if (process.getuid?.() !== 0) return 'The NAT lab needs root, to make network namespaces; run it by sudo.'
  const probe = `${PREFIX}${process.pid}-probe`
  try {
    run('ip', ['netns', 'add', probe])
    run('ip', ['netns', 'exec', probe, 'nft', 'list', 'ruleset'])
    return undefined
  } catch (error) {
    return `The NAT lab needs 'ip netns' and 'nft' (Debian: apt install iproute2 nftables), allowed to work: ${sentence(error)}`
  } finally {
    try {
      run('ip', ['netns', 'delete', probe])
    } catch {
      // It could not be made, either.
    }
  }
}

/** One machine, or a switch, or a router: a network namespace. */
export class Machine {
  readonly namespace: string

  constructor(namespace: string) {
    this.namespace = namespace
  }

  ip(...args: string[]): void {
    run('ip', ['-n', this.namespace, ...args])
  }

  run(command: string, args: readonly string[], input?: string): void {
    run('ip', ['netns', 'exec', this.namespace, command, ...args], input)
  }

  /** For what takes time. */
  async output(command: string, args: readonly string[]): Promise<string> {
    return (await promisify(execFile)('ip', ['netns', 'exec', this.namespace, command, ...args])).stdout
  }

  set(setting: string, value: string): void {
    this.run('sysctl', ['-q', '-w', `${setting}=${value}`])
  }

  /** An interface that switches between all that is plugged into it. */
  bridge(name: string): void {
    this.ip('link', 'add', name, 'type', 'bridge')
    this.ip('link', 'set', name, 'up')
  }

  /** Pulls out a network card: its addresses and the ways over it are gone. */
  unplug(device: string): void {
    this.ip('link', 'delete', device)
  }

  /** Adds rules of nft in a table of their own; to be called to take them away. */
  rules(table: string, chains: string): () => void {
    this.run('nft', ['-f', '-'], `table inet ${table} {\n${chains}\n}\n`)
    return () => this.run('nft', ['delete', 'table', 'inet', table])
  }

  address(device: string, address: string): void {
    // Without nodad, an IPv6 address cannot be used for its first second.
    this.ip('address', 'add', address, 'dev', device, ...(address.includes(':') ? ['nodad'] : []))
  }
}

/** All machines of one run of the lab. */
export class Network {
  readonly #machines: Machine[] = []
  #cables = 0

  constructor() {
    removeLeftovers()
  }

  machine(name: string): Machine {
    const machine = new Machine(`${PREFIX}${process.pid}-${name}`)
    run('ip', ['netns', 'add', machine.namespace])
    this.#machines.push(machine)
    machine.ip('link', 'set', 'lo', 'up')
    return machine
  }

  /** Gives the machine a network card of this name and plugs it into the bridge of another one. */
  plug(machine: Machine, device: string, into: Machine, bridge: string): void {
    const port = `port${++this.#cables}`
    machine.ip('link', 'add', device, 'type', 'veth', 'peer', 'name', port, 'netns', into.namespace)
    into.ip('link', 'set', port, 'master', bridge, 'up')
    machine.ip('link', 'set', device, 'up')
  }

  /** Ends all that still runs in the machines, and removes them. */
  close(): void {
    for (const machine of this.#machines.splice(0)) remove(machine.namespace)
  }
}

/** The names hold the process that made them: another lab that runs now is left alone. */
function removeLeftovers(): void {
  for (const line of run('ip', ['netns', 'list']).split('\n')) {
    const [namespace, pid] = /^tc-(\d+)-\S+/.exec(line) ?? []
    if (namespace !== undefined && !isAlive(Number(pid))) remove(namespace)
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid === process.pid || process.kill(pid, 0)
  } catch {
    return false
  }
}

function remove(namespace: string): void {
  try {
    for (const pid of run('ip', ['netns', 'pids', namespace]).split('\n').filter(Boolean)) end(Number(pid))
    run('ip', ['netns', 'delete', namespace])
  } catch (error) {
    console.error(`The network namespace ${namespace} could not be removed: ${sentence(error)}`)
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in the meantime.
  }
}

function run(command: string, args: readonly string[], input?: string): string {
  return execFileSync(command, args, { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] })
}

function sentence(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return said || String(error)
}
