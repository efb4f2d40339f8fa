import { get } from 'node:http'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'
import { startProxy } from '../src/proxy.ts'

test.use({ serverOptions: ['--tls=self-signed'] })

// The same call over every path: what people do in it must not depend on how the packets travel.
for (const path of ['direct', 'relay over udp', 'relay over tcp', 'relay over tls'] as const) {
  const transport = path === 'direct' ? undefined : path.slice(-3)

  test(`two browsers see and hear each other, and each sees what the other does: ${path}`, async ({
    server,
    browsers,
  }) => {
    const query = transport ? `?relay=1&transport=${transport}` : ''
    const origin = transport === 'tls' ? server.secureUrl : server.url
    const ana = await Caller.open(browsers[0], origin, 'Ana')
    const link = (await ana.newCall()) + query
    if (transport) await ana.page.goto(link)
    await ana.join()
    const ben = await Caller.open(browsers[1], link, 'Ben')
    await ben.join()

    await expectMedia(ana, ben)
    for (const caller of [ana, ben]) {
      if (transport) expect(await caller.path()).toMatchObject({ type: 'relay', relayProtocol: transport })
      else expect((await caller.path())?.type).not.toBe('relay')
    }
    await expect(ana.remoteVideo()).toHaveAccessibleName(/Ben/)
    await expect(ben.remoteVideo()).toHaveAccessibleName(/Ana/)
    await expect(ana.remoteVideo()).toHaveAttribute('data-participant', /^[\w-]{22}$/)
    if (transport) await expectRelayed(server.url, transport)

    await ana.say('Hello from Ana')
    await expect(ben.button('Chat')).toHaveAccessibleDescription(/1/)
    await ben.say('Hello from Ben')
    await expect(ben.page.getByText('Hello from Ana')).toBeVisible()
    await expect(ana.page.getByText('Hello from Ben')).toBeVisible()

    await ben.button('Mute microphone').click()
    await expect(ana.page.getByText('Ben is muted')).toBeVisible()
    await expect(ben.button('Unmute microphone')).toBeVisible()
    await ben.button('Turn camera off').click()
    await expect(ana.page.getByText('Ben turned the camera off')).toBeVisible()
    await ben.button('Unmute microphone').click()
    await ben.button('Turn camera on').click()
    await expectMedia(ana)

    await ben.button('Leave').click()
    await expect(ana.remoteVideo()).toHaveCount(0, { timeout: 2_000 })
    await ben.button('Rejoin').click()
    await expect(ben.button('Join call').or(ben.button('Leave'))).toBeVisible()
    if (await ben.button('Join call').isVisible()) await ben.join()
    await expectMedia(ana, ben)

    await ana.button('End call for everyone').click()
    await expect(ben.remoteVideo()).toHaveCount(0, { timeout: 2_000 })
    await expect(ben.page.getByText('The call was ended')).toBeVisible()
    if (transport) await expectNoAllocations(server.url)
  })
}

async function metrics(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}

async function expectRelayed(url: string, transport: string): Promise<void> {
  const now = await metrics(url)
  expect(now).toMatch(new RegExp(`^tincan_turn_allocations\\{transport="${transport}"\\} [1-9]`, 'm'))
  expect(now).toMatch(/^tincan_turn_relayed_bytes_total\{direction="to_peer"\} [1-9]/m)
  expect(now).toMatch(/^tincan_participants 2(\.0)?$/m)
}

/** What a call held of the relay is free again once it is over. */
async function expectNoAllocations(url: string): Promise<void> {
  await expect.poll(() => metrics(url)).not.toMatch(/^tincan_turn_allocations\{[^}]*\} [1-9]/m)
}

test('both type the same name and meet', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  await ana.joinByName('Blue Whale')
  await ana.join()
  const ben = await Caller.open(browsers[1], server.url, 'Ben')
  await ben.joinByName(' blue  WHALE')
  await ben.join()

  await expectMedia(ana, ben)
})

test('a signaling connection that is cut and restored does not touch the call', async ({ server, browsers }) => {
  const cable = await startProxy(server.url)
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = new URL(await ana.newCall())
  await ana.join()
  const ben = await Caller.open(browsers[1], cable.url + link.pathname, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)

  cable.cut()
  await expect(ben.page.getByText(/Reconnecting to the server/)).toBeVisible()
  await expectMedia(ana, ben)
  await ben.say('said while the cable was cut')
  await expect(ana.button('Chat')).toHaveAccessibleDescription(/1/)
  cable.restore()
  await expect(ben.page.getByText(/Reconnecting to the server/)).toHaveCount(0)
  await ben.button('Mute microphone').click()
  await expect(ana.page.getByText('Ben is muted')).toBeVisible()
  await expect(ana.remoteVideo()).toHaveCount(1)
  await expectMedia(ana)
  cable.close()
})

test('a page of another site cannot open the signaling socket', async ({ server }) => {
  const answer = await new Promise<number | undefined>((resolve, reject) => {
    const request = get(`${server.url}/signal`, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        Origin: 'https://elsewhere.example',
      },
    })
    request.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve(101)
    })
    request.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', reject)
  })

  expect(answer).toBeGreaterThanOrEqual(400)
})
