// What theory says of a call between two kinds of network, before any packet is sent. In the words of RFC 4787: a NAT that
// maps every peer to another port defeats one that lets only known ports in; all other pairs of NATs can be punched.
import type { Path } from '../src/caller.ts'
import type { Connected, Failed } from './cell.ts'
import type { Cell } from './lab.ts'
import { type KindName, kinds } from './nats.ts'

/** The port that the outside sees is the same for every peer, or another for each. */
export type Mapping = 'one' | 'per peer'

interface Nature {
  readonly mapping: Mapping
  /** Who may send to that port: everybody, addresses that were sent to, or address and port that were sent to. */
  readonly filter: 'open' | 'address' | 'address and port'
  /** How its TURN client reaches the relay, when it needs one. */
  readonly relayOver: 'udp' | 'tcp' | 'tls'
  readonly udp: boolean
}

const natures: Record<KindName, Nature> = {
  none: { mapping: 'one', filter: 'open', udp: true, relayOver: 'udp' },
  'full cone': { mapping: 'one', filter: 'open', udp: true, relayOver: 'udp' },
  'address-restricted': { mapping: 'one', filter: 'address', udp: true, relayOver: 'udp' },
  'port-restricted': { mapping: 'one', filter: 'address and port', udp: true, relayOver: 'udp' },
  symmetric: { mapping: 'per peer', filter: 'address and port', udp: true, relayOver: 'udp' },
  'UDP blocked': { mapping: 'one', filter: 'address and port', udp: false, relayOver: 'tcp' },
  'only TCP 443': { mapping: 'one', filter: 'address and port', udp: false, relayOver: 'tls' },
  'carrier-grade': { mapping: 'one', filter: 'address and port', udp: true, relayOver: 'udp' },
  'IPv6 only': { mapping: 'one', filter: 'open', udp: true, relayOver: 'udp' },
}

/** Computers of one home see each other without its NAT. */
export function expectedPath(a: KindName, b: KindName, sameHome = false): 'direct' | 'relay' {
  if (sameHome) return 'direct'
  const speakUdp = natures[a].udp && natures[b].udp
  const sameFamily = kinds[a].family === kinds[b].family
  return speakUdp && sameFamily && !defeats(a, b) && !defeats(b, a) ? 'direct' : 'relay'
}

function defeats(a: KindName, b: KindName): boolean {
  return natures[a].mapping === 'per peer' && natures[b].filter === 'address and port'
}

/** What STUN tells from inside; undefined where no answer comes. */
export function expectedMapping(kind: KindName): Mapping | undefined {
  return natures[kind].udp ? natures[kind].mapping : undefined
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
  const { udp, relayOver } = natures[kind]
  if (relayProtocol === undefined) return udp ? undefined : `${kind} sends without the relay, though its UDP is blocked`
  return relayProtocol === relayOver
    ? undefined
    : `${kind} reaches the relay over ${relayProtocol}, theory says ${relayOver}`
}
