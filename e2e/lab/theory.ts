// What theory says of a call between two kinds of network, before any packet is sent. In the words of RFC 4787: a NAT that
// maps every peer to another port defeats one that lets only known ports in; all other pairs of NATs can be punched.
import type { Path } from '../src/statistics.ts'
import type { Connected, Failed } from './cell.ts'
import type { Cell } from './lab.ts'
import { type Family, type KindName, kinds } from './nats.ts'

/** The port that the outside sees is the same for every peer, or another for each. */
export type Mapping = 'one' | 'per peer'

interface Nature {
  readonly mapping: Mapping
  /** Who may send to that port: everybody, addresses that were sent to, or address and port that were sent to. */
  readonly filter: 'open' | 'address' | 'address and port'
}

interface Kind {
  /** What UDP meets on its way, by IP family; no UDP where there is none. */
  readonly udp: { readonly [family in Family]?: Nature }
  /** How its TURN client reaches the relay, when it needs one. */
  readonly relayOver: 'udp' | 'tcp' | 'tls'
}

const open: Nature = { mapping: 'one', filter: 'open' }
const addressRestricted: Nature = { mapping: 'one', filter: 'address' }
const portRestricted: Nature = { mapping: 'one', filter: 'address and port' }
const symmetric: Nature = { mapping: 'per peer', filter: 'address and port' }

const theory: Record<KindName, Kind> = {
  none: { udp: { 4: open }, relayOver: 'udp' },
  'full cone': { udp: { 4: open }, relayOver: 'udp' },
  'address-restricted': { udp: { 4: addressRestricted }, relayOver: 'udp' },
  'port-restricted': { udp: { 4: portRestricted }, relayOver: 'udp' },
  symmetric: { udp: { 4: symmetric }, relayOver: 'udp' },
  'UDP blocked': { udp: {}, relayOver: 'tcp' },
  'only TCP 443': { udp: {}, relayOver: 'tls' },
  'carrier-grade': { udp: { 4: portRestricted }, relayOver: 'udp' },
  'IPv6 only': { udp: { 6: open }, relayOver: 'udp' },
  // Its firewall filters as a port-restricted NAT does, and changes no address.
  'dual stack': { udp: { 4: symmetric, 6: portRestricted }, relayOver: 'udp' },
}

/** Computers of one home see each other without its NAT. */
export function expectedPath(a: KindName, b: KindName, sameHome = false): 'direct' | 'relay' {
  return sameHome || meet(a, b, 4) || meet(a, b, 6) ? 'direct' : 'relay'
}

function meet(a: KindName, b: KindName, family: Family): boolean {
  const [one, other] = [theory[a].udp[family], theory[b].udp[family]]
  return one !== undefined && other !== undefined && !defeats(one, other) && !defeats(other, one)
}

function defeats(one: Nature, other: Nature): boolean {
  return one.mapping === 'per peer' && other.filter === 'address and port'
}

/** What STUN tells from inside; undefined where no answer comes. */
export function expectedMapping(kind: KindName): Mapping | undefined {
  return theory[kind].udp[kinds[kind].families[0]]?.mapping
}

/** How a measured call differs from theory, in one sentence and what the browsers tried. */
export function disagreement(cell: Cell, result: Connected | Failed): string | undefined {
  if (result.path === 'FAILED') return `the call did not connect: ${result.reason}`
  const wrong = wrongPath(cell, result) ?? wrongSide(cell.a, result.sides[0]) ?? wrongSide(cell.b, result.sides[1])
  return wrong && `${wrong}${result.tried ? `\n${result.tried}` : ''}`
}

function wrongPath(cell: Cell, { path }: Connected): string | undefined {
  const expected = expectedPath(cell.a, cell.b, cell.sameHome)
  return path === expected ? undefined : `the path is ${path}, theory says ${expected}`
}

function wrongSide(kind: KindName, { relayProtocol }: Path): string | undefined {
  const { udp, relayOver } = theory[kind]
  if (relayProtocol === undefined)
    return 4 in udp || 6 in udp ? undefined : `${kind} sends without the relay, though its UDP is blocked`
  return relayProtocol === relayOver
    ? undefined
    : `${kind} reaches the relay over ${relayProtocol}, theory says ${relayOver}`
}
