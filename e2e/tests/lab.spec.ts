import { expect, test } from '@playwright/test'
import { type Cell, Lab, nameOf } from '../lab/lab.ts'
import { checkMapping } from '../lab/mapping.ts'
import { kindNames } from '../lab/nats.ts'
import { missing } from '../lab/network.ts'
import { disagreement, expectedPath } from '../lab/theory.ts'

test('theory: relayed are symmetric NATs against what filters by port, all without UDP, and different IP families', () => {
  // Rows and columns in the order of kindNames; + direct, r relay.
  const table = [
    '+ + + + + r r + r +', // none
    '+ + + + + r r + r +', // full cone
    '+ + + + + r r + r +', // address-restricted
    '+ + + + r r r + r r', // port-restricted
    '+ + + r r r r r r r', // symmetric
    'r r r r r r r r r r', // UDP blocked
    'r r r r r r r r r r', // only TCP 443
    '+ + + + r r r + r r', // carrier-grade
    'r r r r r r r r + +', // IPv6 only
    '+ + + r r r r r + +', // dual stack: symmetric with IPv4
  ]

  expect(kindNames.map((a) => kindNames.map((b) => (expectedPath(a, b) === 'direct' ? '+' : 'r')).join(' '))).toEqual(
    table,
  )
})

test('theory: a call relayed for nothing is as wrong as one over a transport that its network does not let through', () => {
  const cell: Cell = { a: 'none', b: 'UDP blocked', sameHome: false }
  const direct = { type: 'host', protocol: 'udp', relayProtocol: undefined, remoteType: 'relay' }
  const over = (relayProtocol: string) => ({ type: 'relay', protocol: 'udp', relayProtocol, remoteType: 'host' })

  expect(disagreement(cell, { path: 'relay', millis: 1, sides: [direct, over('tcp')] })).toBeUndefined()
  expect(disagreement(cell, { path: 'relay', millis: 1, sides: [direct, over('udp')] })).toContain('over udp')
  expect(disagreement(cell, { path: 'relay', millis: 1, sides: [over('udp'), direct] })).toContain('without the relay')
  expect(
    disagreement({ ...cell, b: 'full cone' }, { path: 'relay', millis: 1, sides: [over('udp'), direct] }),
  ).toContain('theory says direct')
  expect(disagreement(cell, { path: 'FAILED', reason: 'no video' })).toContain('no video')
})

test.describe('a call between homes behind NATs', () => {
  const reason = missing()
  test.skip(reason !== undefined, reason)
  if (reason) console.log(`Skipped, the calls between homes behind NATs: ${reason}`)

  let lab: Lab
  test.beforeAll(async () => {
    lab = new Lab()
    await lab.ready()
  })
  test.afterAll(() => lab?.close())

  // One for each way a call can take; ./dev lab has all.
  const cells: Cell[] = [
    { a: 'port-restricted', b: 'carrier-grade', sameHome: false },
    { a: 'port-restricted', b: 'symmetric', sameHome: false },
    { a: 'address-restricted', b: 'UDP blocked', sameHome: false },
    { a: 'full cone', b: 'IPv6 only', sameHome: false },
    { a: 'symmetric', b: 'only TCP 443', sameHome: false },
  ]
  for (const kind of ['symmetric', 'port-restricted', 'UDP blocked'] as const)
    test(`STUN tells from inside what NAT it is: ${kind}`, async () => {
      expect((await checkMapping(lab, kind)).problem).toBeUndefined()
    })

  for (const cell of cells)
    test(`${nameOf(cell)}: ${expectedPath(cell.a, cell.b)}`, async () => {
      expect((await lab.measure(cell)).problem).toBeUndefined()
    })
})
