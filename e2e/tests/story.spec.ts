// Another program plans a call, and is told its whole story although it was away when it began.
import { execFileSync } from 'node:child_process'
import { Caller, expectMedia } from '../src/caller.ts'
import { test as base, expect } from '../src/fixtures.ts'
import { type MovedClockServer, startMovedClockServer } from '../src/movedClock.ts'
import { tincan } from '../src/server.ts'
import { startReceiver, type WebhookReceiver } from '../src/webhookReceiver.ts'

/** People's clocks are wrong; the page counts by the server's. */
function anHourSlow(): void {
  const now = Date.now
  Date.now = () => now() - 3_600_000
}

/** The first wait between tries is 5 s, the second 5 min and up to a fifth more. */
const BOTH_WAITS_SECONDS = 400
const FIRST_THREE = 3

const test = base.extend<{ receiver: WebhookReceiver }, { clocked: MovedClockServer }>({
  serverOptions: [['--webhook-allow-private=127.0.0.0/8'], { scope: 'worker' }],
  clocked: [
    async ({ serverOptions }, use) => {
      const server = await startMovedClockServer(serverOptions)
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  server: [({ clocked }, use) => use(clocked), { scope: 'worker' }],
  receiver: async ({ clocked }, use) => {
    const receiver = await startReceiver((before) => before < FIRST_THREE, clocked.now)
    await use(receiver)
    await receiver.close()
  },
})

test('a planned call: two wait, are let in at the time, the host ends it, and the program hears each thing once', async ({
  clocked,
  receiver,
  browsers,
}) => {
  const key = execFileSync(tincan, ['api-key', 'create', '--name', 'choir', `--data-dir=${clocked.dataDir}`])
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${clocked.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${String(key).trim()}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    })
    expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true)
    return answer.json()
  }

  const webhook = await ask('POST', '/webhooks', { url: receiver.url })
  receiver.secret = webhook.secret
  const startsAt = new Date(clocked.now() + 120_000).toISOString()
  const call = await ask('POST', '/calls', { title: 'Choir practice', startsAt, zone: 'Europe/Berlin' })
  expect(call.state).toBe('scheduled')
  await expect.poll(() => receiver.deliveries.length, { message: 'tells that it was planned' }).toBe(1)

  const ana = await Caller.open(browsers[0], call.link, 'Ana')
  const ben = await Caller.open(browsers[1], call.link, 'Ben', { scripts: [anHourSlow] })
  for (const { page } of [ana, ben]) {
    await expect(page.getByRole('heading', { name: 'Choir practice' })).toBeVisible()
    await expect(page.getByRole('timer')).toHaveText(/^(1 min \d+|2 min 0|[1-5]?\d) s$/)
  }

  await clocked.move(120)
  for (const caller of [ana, ben]) await expect(caller.button('Join call')).toBeVisible()
  await expect.poll(() => receiver.deliveries.length, { message: 'tries again' }).toBe(2)
  expect(receiver.deliveries.map(({ event }) => event.type)).toEqual(['call.scheduled', 'call.scheduled'])

  // She waited with the others; now she takes the link that is hers alone.
  await ana.page.goto('about:blank')
  await ana.page.goto(call.hostLink)
  await ana.join()
  await ben.join()
  await expectMedia(ana, ben)
  await ana.button('End call for everyone').click()
  await expect(ana.page.getByRole('heading', { name: 'The call was ended' })).toBeVisible()
  for (const { page } of [ana, ben]) await expect(page.getByText('The host ended it for everyone.')).toBeVisible()
  expect(await ask('GET', `/calls/${call.id}`)).toMatchObject({ state: 'ended', endReason: 'host' })

  await expect.poll(receiver.taken).toContain('call.ended')
  expect(receiver.deliveries.slice(0, FIRST_THREE).map(({ status }) => status)).toEqual([503, 503, 503])
  await clocked.move(BOTH_WAITS_SECONDS)
  await expect.poll(receiver.taken).toHaveLength(7)

  // Nothing comes a second time, however late it gets: what is sent now stands behind all that waits.
  await clocked.move(24 * 3_600)
  expect(await ask('POST', `/webhooks/${webhook.id}/test`)).toMatchObject({ status: 204 })
  expect(receiver.taken()).toHaveLength(8)
  expect(receiver.taken().at(-1)).toBe('webhook.test')
  expect(receiver.deliveries).toHaveLength(FIRST_THREE + 8)
  expect(receiver.deliveries.every(({ verified }) => verified)).toBe(true)

  const told = receiver.deliveries
    .filter(({ status, event }) => status === 204 && event.type !== 'webhook.test')
    .sort((one, other) => one.event.number - other.event.number)
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length)
  const events = told.map(({ event }) => event)
  expect(told.map(({ id }) => id)).toEqual(events.map(({ id }) => id))
  expect(events.map(({ type, data }) => [type, data.participant?.name].filter(Boolean).join(' '))).toEqual([
    'call.scheduled',
    'call.started',
    'participant.joined Ana',
    'participant.joined Ben',
    expect.stringMatching(/^participant\.left (Ana|Ben)$/),
    expect.stringMatching(/^participant\.left (Ana|Ben)$/),
    'call.ended',
  ])
  expect(
    new Set(events.flatMap(({ type, data }) => (type === 'participant.left' ? [data.participant?.name] : []))),
  ).toEqual(new Set(['Ana', 'Ben']))
  const times = events.map(({ timestamp }) => Date.parse(timestamp))
  expect(times).toEqual(times.toSorted((one, other) => one - other))
  expect(times[0]).toBeLessThan(Date.parse(startsAt))
  expect(times[1]).toBeGreaterThanOrEqual(Date.parse(startsAt))
  for (const { data } of events) expect(data.call).toMatchObject({ id: call.id, title: 'Choir practice' })
  const ended = events.at(-1)?.data
  expect(ended).toMatchObject({ reason: 'host', participantCount: 2 })
  expect(ended?.participants?.map(({ name }) => name)).toEqual(['Ana', 'Ben'])
  const stays = ended?.participants?.map(({ staySeconds }) => staySeconds) ?? []
  for (const seconds of [ended?.durationSeconds ?? 0, ...stays]) {
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThan(120)
  }
})
