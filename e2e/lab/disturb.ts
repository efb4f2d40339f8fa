// What goes wrong on the way, as rules of nft on the router of a home: a rule on the computer itself would tell the browser
// that it may not send, which no network does. Each gives the function that repairs it.
import { serverAddress } from './internet.ts'
import type { Machine } from './network.ts'

/** A way to lose a TCP connection: nothing comes any more, or it is reset. */
export type Cut = 'silence' | 'reset'

const SERVER = serverAddress[4]
const TABLE = 'disturbed'

function forward(...rules: readonly string[]): string {
  // Before the chains of the NAT itself.
  return `chain forward { type filter hook forward priority -10;\n${rules.join('\n')}\n}`
}

/** Pages and signaling of the server, and nothing else: its TURN has ports of its own. */
export function cutServer(router: Machine, computer: Machine, how: Cut): () => void {
  const ports = '{ 80, 443 }'
  const lost = how === 'silence' ? 'drop' : 'reject with tcp reset'
  const repair = router.rules(
    TABLE,
    forward(`ip daddr ${SERVER} tcp dport ${ports} ${lost}`, `ip saddr ${SERVER} tcp sport ${ports} drop`),
  )
  // A connection on which nothing is said would not find out.
  if (how === 'reset') for (const port of ['80', '443']) computer.run('ss', ['-K', 'dst', SERVER, 'dport', '=', port])
  return repair
}

/** Everything between this home and others; the server and its relay are still there. */
export function blockPath(router: Machine): () => void {
  return router.rules(
    TABLE,
    forward(`ip saddr != ${SERVER} iifname "wan" drop`, `ip daddr != ${SERVER} iifname "lan" drop`),
  )
}

/** Everything. */
export function blockAll(router: Machine): () => void {
  return router.rules(TABLE, forward('drop'))
}

/** A line so narrow, both ways, with a buffer as routers have it; one in `lostEvery` packets is lost at random. */
export function narrowLine(router: Machine, kilobits: number, lostEvery: number): () => void {
  const devices = ['wan', 'lan']
  const shape = ['root', 'tbf', 'rate', `${kilobits}kbit`, 'burst', '4kb', 'latency', '200ms']
  for (const device of devices) router.run('tc', ['qdisc', 'add', 'dev', device, ...shape])
  const restore = router.rules(TABLE, forward(`numgen random mod ${lostEvery} 0 drop`))
  return () => {
    restore()
    for (const device of devices) router.run('tc', ['qdisc', 'delete', 'dev', device, 'root'])
  }
}

/** So many percent of what goes from this home to others. */
export function loseOutgoing(router: Machine, percent: number): () => void {
  return router.rules(
    TABLE,
    forward(`ip daddr != ${SERVER} iifname "lan" meta l4proto udp numgen random mod 100 < ${percent} drop`),
  )
}
