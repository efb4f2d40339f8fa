// The internet of the lab: one segment with addresses that look public (the relay refuses to send to private and reserved
// ones), the server on it, and homes behind their NATs.
import { type Family, type KindName, kinds, type Ruleset } from './nats.ts'
import { type Machine, Network } from './network.ts'

export const serverAddress = { 4: '11.0.0.2', 6: '2a0e:4c00::2' } as const
/** Where the backbone routes, which joins all homes and the server. */
const gateway = { 4: '11.0.0.1', 6: '2a0e:4c00::1' } as const

/** Where a cable goes in: a bridge, the first free address there, and its way out. */
interface Socket {
  readonly at: Machine
  readonly bridge: string
  readonly address: string
  readonly router: string
}

export class Internet {
  readonly server: Machine
  readonly #network = new Network()
  readonly #backbone: Machine
  readonly #homes = new Map<string, readonly Machine[]>()
  readonly #routers = new Map<Machine, Machine>()
  #connections = 0
  #moves = 0

  constructor() {
    try {
      this.#backbone = this.#network.machine('backbone')
      this.#backbone.bridge('internet')
      this.#backbone.set('net.ipv4.ip_forward', '1')
      this.#backbone.set('net.ipv6.conf.all.forwarding', '1')
      this.#backbone.address('internet', `${gateway[4]}/24`)
      this.#backbone.address('internet', `${gateway[6]}/64`)
      this.server = this.#network.machine('server')
      this.#network.plug(this.server, 'wan', this.#backbone, 'internet')
      this.server.address('wan', `${serverAddress[4]}/24`)
      this.server.address('wan', `${serverAddress[6]}/64`)
      this.server.ip('route', 'add', 'default', 'via', gateway[4])
      this.server.ip('-6', 'route', 'add', 'default', 'via', gateway[6])
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** The computers of a home behind NATs of one kind; every side of a call, by its name, has homes of its own. */
  home(kind: KindName, side: string, computers = 1): readonly Machine[] {
    const name = `${kind.replaceAll(' ', '-')}-${side}${computers}`
    const built = this.#homes.get(name) ?? this.#build(kind, name, computers)
    this.#homes.set(name, built)
    return built
  }

  /** The router of the home that a computer is in. */
  router(computer: Machine): Machine {
    const router = this.#routers.get(computer)
    if (!router) throw new Error(`${computer.namespace} has no home`)
    return router
  }

  /** Takes a computer out of its home while it runs and plugs it into another one: other network card, address and NAT. */
  move(computer: Machine, kind: KindName): void {
    const { socket, prefix } = this.#buildHome(kind, `${kind.replaceAll(' ', '-')}-moved${++this.#moves}`)
    computer.unplug('lan')
    this.#settle(computer, socket, 2, prefix)
  }

  #build(kind: KindName, name: string, computers: number): readonly Machine[] {
    if (kinds[kind].nats.length === 0) {
      return [this.#publicComputer(name, kinds[kind].families[0], 10 + ++this.#connections)]
    }
    const { socket, prefix } = this.#buildHome(kind, name)
    return Array.from({ length: computers }, (_, index) => {
      const computer = this.#network.machine(`${name}-${index + 1}`)
      if (!prefix) computer.set('net.ipv6.conf.all.disable_ipv6', '1')
      this.#settle(computer, socket, 2 + index, prefix)
      return computer
    })
  }

  /** A home that nobody is in yet. */
  #buildHome(kind: KindName, name: string): { socket: Socket; prefix: string | undefined } {
    const { families, nats } = kinds[kind]
    const connection = ++this.#connections
    const host = 10 + connection
    let socket: Socket = { at: this.#backbone, bridge: 'internet', address: `11.0.0.${host}`, router: gateway[4] }
    // Outermost first; between two NATs are the addresses of RFC 6598, in the home private ones.
    for (const [index, ruleset] of [...nats].reverse().entries()) {
      const inside = index === nats.length - 1 ? `192.168.${connection}` : `100.64.${connection}`
      socket = this.#nat(`${name}-nat${index + 1}`, socket, inside, ruleset)
    }
    const prefix = families.some((family) => family === 6) ? this.#prefix(socket.at, connection) : undefined
    return { socket, prefix }
  }

  /** Gives the socket behind the NAT. */
  #nat(name: string, socket: Socket, inside: string, ruleset: Ruleset): Socket {
    const nat = this.#network.machine(name)
    this.#network.plug(nat, 'wan', socket.at, socket.bridge)
    nat.address('wan', `${socket.address}/24`)
    nat.ip('route', 'add', 'default', 'via', socket.router)
    nat.bridge('lan')
    nat.address('lan', `${inside}.1/24`)
    nat.set('net.ipv4.ip_forward', '1')
    nat.run('nft', ['-f', '-'], ruleset({ wanAddress: socket.address, lanHost: `${inside}.2` }))
    return { at: nat, bridge: 'lan', address: `${inside}.2`, router: `${inside}.1` }
  }

  /** Plugs a computer into a home. */
  #settle(computer: Machine, socket: Socket, host: number, prefix: string | undefined): void {
    this.#routers.set(computer, socket.at)
    this.#network.plug(computer, 'lan', socket.at, socket.bridge)
    computer.address('lan', `${socket.address.replace(/\d+$/, String(host))}/24`)
    computer.ip('route', 'add', 'default', 'via', socket.router)
    if (prefix) {
      computer.address('lan', `${prefix}${host}/64`)
      computer.ip('-6', 'route', 'add', 'default', 'via', `${prefix}1`)
    }
  }

  /** Global IPv6 addresses for a home, and the way to them. */
  #prefix(router: Machine, connection: number): string {
    const prefix = `2a0e:4c00:0:${connection}::`
    router.address('wan', `2a0e:4c00::${10 + connection}/64`)
    router.ip('-6', 'route', 'add', 'default', 'via', gateway[6])
    router.address('lan', `${prefix}1/64`)
    router.set('net.ipv6.conf.all.forwarding', '1')
    this.#backbone.ip('-6', 'route', 'add', `${prefix}/64`, 'via', `2a0e:4c00::${10 + connection}`)
    return prefix
  }

  #publicComputer(name: string, family: Family, host: number): Machine {
    const computer = this.#network.machine(name)
    if (family === 4) computer.set('net.ipv6.conf.all.disable_ipv6', '1')
    this.#network.plug(computer, 'wan', this.#backbone, 'internet')
    computer.address('wan', family === 4 ? `11.0.0.${host}/24` : `2a0e:4c00::${host}/64`)
    // Browsers ask for the way to the whole internet to learn which of their addresses leads there.
    computer.ip(`-${family}`, 'route', 'add', 'default', 'via', gateway[family])
    return computer
  }

  close(): void {
    this.#network.close()
  }
}
