// The kinds of network a person may sit behind, the NATs named as in RFC 3489 (the words before RFC 4787), one ruleset each.
// A NAT has two interfaces: "wan" towards the internet and "lan" towards the home.

export interface Place {
  /** What the NAT is called by outside. */
  readonly wanAddress: string
  /** The machine that a full cone forwards to. */
  readonly lanHost: string
}

export type Ruleset = (place: Place) => string

export type Family = 4 | 6

export interface Kind {
  /** Which addresses its computers have; they open the page by the first. */
  readonly families: readonly [Family, ...Family[]]
  /** From the home outwards; none when the machine has a public address. */
  readonly nats: readonly Ruleset[]
}

// What comes unasked must die at the door. Else Linux remembers the stray packet as a connection of its own and gives the
// next outgoing one another port: a port-restricted NAT would behave like a symmetric one.
const DOOR = 'chain input { type filter hook input priority 0; iifname "wan" ct state new drop; }'

function nat(...chains: readonly string[]): string {
  return `table ip lab {\n${[DOOR, ...chains].join('\n')}\n}\n`
}

function outgoing(rule: string): string {
  return `chain postrouting { type nat hook postrouting priority srcnat; oifname "wan" ${rule}; }`
}

function incoming(rule: string): string {
  return `chain prerouting { type nat hook prerouting priority dstnat; iifname "wan" ${rule}; }`
}

function forwarded(...rules: readonly string[]): string {
  return `chain forward { type filter hook forward priority 0; ${rules.map((rule) => `iifname "lan" ${rule}; `).join('')}}`
}

const fullCone: Ruleset = ({ wanAddress, lanHost }) =>
  nat(outgoing(`snat to ${wanAddress}`), incoming(`meta l4proto udp dnat to ${lanHost}`))

const addressRestricted: Ruleset = ({ wanAddress, lanHost }) =>
  nat(
    'set spoken_to { type ipv4_addr; flags dynamic,timeout; timeout 2m; }',
    forwarded('meta l4proto udp update @spoken_to { ip daddr }'),
    outgoing(`snat to ${wanAddress}`),
    incoming(`meta l4proto udp ip saddr @spoken_to dnat to ${lanHost}`),
  )

const portRestricted: Ruleset = () => nat(outgoing('masquerade'))

const symmetric: Ruleset = () => nat(outgoing('masquerade fully-random'))

const udpBlocked: Ruleset = () => nat(forwarded('meta l4proto udp drop'), outgoing('masquerade'))

const onlyTcp443: Ruleset = () => nat(forwarded('tcp dport 443 accept', 'drop'), outgoing('masquerade'))

// IPv6 needs no NAT, but a home's router lets in only what was asked for (RFC 6092).
const symmetricBesideIpv6: Ruleset = (place) =>
  `${symmetric(place)}table ip6 lab {
chain forward { type filter hook forward priority 0; iifname "wan" ct state new drop; }
}\n`

export const kinds = {
  none: { families: [4], nats: [] },
  'full cone': { families: [4], nats: [fullCone] },
  'address-restricted': { families: [4], nats: [addressRestricted] },
  'port-restricted': { families: [4], nats: [portRestricted] },
  symmetric: { families: [4], nats: [symmetric] },
  'UDP blocked': { families: [4], nats: [udpBlocked] },
  'only TCP 443': { families: [4], nats: [onlyTcp443] },
  'carrier-grade': { families: [4], nats: [portRestricted, portRestricted] },
  'IPv6 only': { families: [6], nats: [] },
  'dual stack': { families: [4, 6], nats: [symmetricBesideIpv6] },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds

export const kindNames = Object.keys(kinds) as KindName[]
