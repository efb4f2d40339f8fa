// The internet of the lab: one segment with addresses that look public (the relay refuses to send to private and reserved
// ones), the server on it, and homes behind their NATs.
import { type KindName, kinds } from './nats.ts'
import { type Machine, Network } from './network.ts'

export const serverAddress = { 4: '11.0.0.2', 6: '2a0e:4c00::2' } as const

export class Internet {
  readonly server: Machine
  readonly #network = new Network()
  readonly #switch: Machine
  readonly #homes = new Map<string, readonly Machine[]>()
  #connections = 0

  constructor() {
    try {
      this.#switch = this.#network.machine('internet')
      this.#switch.bridge('internet')
      this.server = this.#network.machine('server')
      this.#network.plug(this.server, 'wan', this.#switch, 'internet')
      this.server.address('wan', `${serverAddress[4]}/24`)
      this.server.address('wan', `${serverAddress[6]}/64`)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** The computers of a home behind NATs of one kind; every side of a call has homes of its own. */
  home(kind: KindName, side: 'a' | 'b', computers = 1): readonly Machine[] {
    const name = `${kind.replaceAll(' ', '-')}-${side}${computers}`
    const built = this.#homes.get(name) ?? this.#build(kind, name, computers)
    this.#homes.set(name, built)
    return built
  }

  #build(kind: KindName, name: string, computers: number): readonly Machine[] {
    const { family, nats } = kinds[kind]
    const connection = ++this.#connections
    const host = 10 + connection
    if (nats.length === 0) return [this.#publicComputer(name, family, host)]

    let outside = this.#switch
    let outsideBridge = 'internet'
    let wan = { address: `11.0.0.${host}`, router: undefined as string | undefined }
    // Outermost first; between two NATs are the addresses of RFC 6598, in the home private ones.
    for (const [index, ruleset] of [...nats].reverse().entries()) {
      const innermost = index === nats.length - 1
      const inside = innermost ? `192.168.${connection}` : `100.64.${connection}`
      const nat = this.#network.machine(`${name}-nat${index + 1}`)
      this.#network.plug(nat, 'wan', outside, outsideBridge)
      nat.address('wan', `${wan.address}/24`)
      if (wan.router) nat.ip('route', 'add', 'default', 'via', wan.router)
      nat.bridge('lan')
      nat.address('lan', `${inside}.1/24`)
      nat.set('net.ipv4.ip_forward', '1')
      nat.run('nft', ['-f', '-'], ruleset({ wanAddress: wan.address, lanHost: `${inside}.2` }))
      wan = { address: `${inside}.2`, router: `${inside}.1` }
      outside = nat
      outsideBridge = 'lan'
    }
    return Array.from({ length: computers }, (_, index) => {
      const computer = this.#network.machine(`${name}-${index + 1}`)
      computer.set('net.ipv6.conf.all.disable_ipv6', '1')
      this.#network.plug(computer, 'lan', outside, outsideBridge)
      computer.address('lan', `${wan.address.replace(/\d+$/, String(2 + index))}/24`)
      computer.ip('route', 'add', 'default', 'via', String(wan.router))
      return computer
    })
  }

  #publicComputer(name: string, family: 4 | 6, host: number): Machine {
    const computer = this.#network.machine(name)
    if (family === 4) computer.set('net.ipv6.conf.all.disable_ipv6', '1')
    this.#network.plug(computer, 'wan', this.#switch, 'internet')
    computer.address('wan', family === 4 ? `11.0.0.${host}/24` : `2a0e:4c00::${host}/64`)
    // Browsers ask for the way to the whole internet to learn which of their addresses leads there.
    computer.ip(`-${family}`, 'route', 'add', 'default', 'via', serverAddress[family])
    return computer
  }

  close(): void {
    this.#network.close()
  }
}
