import type { Page } from '@playwright/test'
import { Caller } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'
import { longestPauses, openSmall, type Seen, seen, videoBytesSent, watchPauses } from '../src/mesh.ts'

/** The machine that runs this may have other work: what is asked is that nothing stops, not that all is smooth. */
const PAUSE_MILLIS_MAX = 1500

async function expectAllSeeAll(callers: readonly Caller[]): Promise<Seen[]> {
  let all: Seen[] = []
  await expect(async () => {
    const before = await seen(callers)
    await callers[0]?.page.waitForTimeout(2000)
    all = await seen(callers)
    const moving = all.filter(({ by, of, frames }) =>
      before.some((it) => it.by === by && it.of === of && it.frames > 0 && frames > it.frames),
    )
    expect(moving.length, JSON.stringify(all)).toBe(callers.length * (callers.length - 1))
  }).toPass({ timeout: 60_000 })
  return all
}

/** What a browser says of a page that another tab or program covers. */
function setHidden(page: Page, hidden: boolean): Promise<void> {
  return page.evaluate((hidden) => {
    const state = { configurable: true, get: () => (hidden ? 'hidden' : 'visible') }
    Object.defineProperty(document, 'visibilityState', state)
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

test('four people see each other, and nobody is disturbed by who comes and goes', async ({ server, browsers }) => {
  test.setTimeout(240_000)
  const ana = await openSmall(browsers[0], server.url, 'Ana', watchPauses)
  const link = await ana.newCall()
  await ana.join()
  const staying = [ana]
  for (const [index, name] of ['Ben', 'Cara'].entries()) {
    const caller = await openSmall(browsers[index % 2] as (typeof browsers)[0], link, name, watchPauses)
    await caller.join()
    staying.push(caller)
  }
  const dan = await openSmall(browsers[1], link, 'Dan', watchPauses)
  await dan.join()
  const before = await expectAllSeeAll([...staying, dan])

  const from = Date.now()
  await dan.button('Leave').click()
  const eve = await openSmall(browsers[1], link, 'Eve', watchPauses)
  await eve.join()
  await expectAllSeeAll([...staying, eve])
  await eve.page.close()
  await ana.page.waitForTimeout(2000)
  const after = await seen(staying)
  const to = Date.now()

  for (const caller of staying)
    for (const [of, pause] of await longestPauses(caller, from, to))
      if (!/Dan|Eve/.test(of)) expect(pause, `pause of the ${of} for ${caller.name}`).toBeLessThan(PAUSE_MILLIS_MAX)
  for (const was of before.filter(({ by, of }) => by !== 'Dan' && !of.includes('Dan'))) {
    const is = after.find(({ by, of }) => by === was.by && of === was.of)
    expect(is?.frames, `frames of the ${was.of} for ${was.by}`).toBeGreaterThan(was.frames + (to - from) / 1000)
  }
})

test('S65: who does not look is sent no pictures, and sees them again at once', async ({ server, browsers }) => {
  const ana = await openSmall(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await openSmall(browsers[1], link, 'Ben')
  await ben.join()
  await expectAllSeeAll([ana, ben])
  const bytes = async () => (await videoBytesSent(ana))[0] ?? 0

  await setHidden(ben.page, true)
  await expect(async () => {
    const before = await bytes()
    await ana.page.waitForTimeout(1500)
    expect(await bytes()).toBe(before)
  }).toPass()
  // Who hides is still seen, and heard.
  const heard = await ben.statistic('inbound-rtp', 'audio', 'packetsReceived')
  await expect.poll(() => ben.statistic('inbound-rtp', 'audio', 'packetsReceived')).toBeGreaterThan(heard + 20)
  const frames = await ana.frames()
  await expect.poll(() => ana.frames()).toBeGreaterThan(frames + 5)

  const shown = await ben.frames()
  await setHidden(ben.page, false)
  await expect.poll(() => ben.frames(), { timeout: 3000 }).toBeGreaterThan(shown + 5)
})

test('S65: a picture is sent as large as it is shown', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben', { viewport: { width: 400, height: 380 } })
  await ben.join()
  await ben.seesSomebody()
  const lines = () => ben.remoteVideo().evaluate((video) => (video as HTMLVideoElement).videoHeight)

  await ben.page.waitForTimeout(6000)
  const small = await lines()
  expect(small).toBeLessThanOrEqual(360)
  expect(small).toBeGreaterThan(0)
  await ben.page.setViewportSize({ width: 1280, height: 900 })
  await expect.poll(lines, { timeout: 20_000 }).toBeGreaterThan(small)
})

test('S64: a notice over a picture hides it from nobody who sends it', async ({ server, browsers }) => {
  const ana = await openSmall(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await openSmall(browsers[1], link, 'Ben')
  await ben.join()
  const notice = ana.page.getByText('Ben joined')
  await notice.waitFor()
  const covers = await notice.evaluate((text) => {
    const { left, top, width, height } = text.getBoundingClientRect()
    return text.closest('ul')?.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })
  expect(covers).toBe(false)
})

test('S68: voices go first, and twice', async ({ server, browsers }) => {
  const ana = await openSmall(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await openSmall(browsers[1], link, 'Ben')
  await ben.join()
  await expectAllSeeAll([ana, ben])

  for (const { page } of [ana, ben]) {
    const voice = await page.evaluate(async () => {
      const peer = window.peers.find(({ connectionState }) => connectionState === 'connected')
      const sender = peer?.getSenders().find(({ track }) => track?.kind === 'audio')
      const { codecs = [], encodings = [] } = sender?.getParameters() ?? {}
      return {
        priority: encodings[0]?.networkPriority,
        first: codecs[0]?.mimeType,
        opus: codecs.find(({ mimeType }) => mimeType === 'audio/opus')?.sdpFmtpLine,
      }
    })
    expect(voice).toEqual({
      priority: 'high',
      first: 'audio/red',
      opus: expect.stringContaining('useinbandfec=1'),
    })
  }
})

test('S69: the seventh person is told that the call is full, and comes in when somebody leaves', async ({
  server,
  browsers,
}) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  const call = link.split('/c/')[1] ?? ''
  // Six who say no more than that they are there.
  await ana.page.evaluate(
    ([call, count]) =>
      Promise.all(
        Array.from({ length: count }, (_, index) => {
          const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/signal`, 'tincan.v1')
          const body = { call, name: `Guest ${index}`, media: { audio: false, video: false } }
          socket.onopen = () => {
            socket.send(JSON.stringify({ type: 'hello', v: 1 }))
            socket.send(JSON.stringify({ type: 'joinCall', seq: 1, ack: 0, id: '1', body }))
          }
          return new Promise<void>((inside, refused) => {
            socket.onmessage = ({ data }) => {
              const { type } = JSON.parse(data)
              if (type === 'callJoined') inside()
              if (type === 'error') refused(new Error(data))
            }
            if (index === 0)
              Object.assign(window, {
                leave: () => socket.send(JSON.stringify({ type: 'leaveCall', seq: 2, ack: 2, body: {} })),
              })
          })
        }),
      ).then(() => undefined),
    [call, 6] as const,
  )

  const ben = await Caller.open(browsers[1], link, 'Ben')
  await expect(ben.page.getByText('This call is full right now')).toBeVisible()
  await ben.page.getByRole('textbox', { name: 'Your name' }).fill('Ben')
  await ben.button('Join call').click()
  await expect(ben.page.getByRole('heading', { name: 'This call is full' })).toBeVisible()
  await expect(ben.page.getByText('You can try again when someone has left.')).toBeVisible()

  await ana.page.evaluate(() => (window as unknown as { leave(): void }).leave())
  await ben.button('Try again').click()
  await expect(async () => {
    if (await ben.button('Join call').isVisible()) await ben.button('Join call').click()
    await expect(ben.button('Leave')).toBeVisible({ timeout: 2000 })
  }).toPass()
})
