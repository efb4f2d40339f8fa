import type { Page } from '@playwright/test'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'

// What a page does when it, its tab or its carrier changes in the middle of a call.

/** Everything one page showed as news: who joined, left or was lost. */
async function collectNews(page: Page): Promise<() => Promise<string[]>> {
  await expect(page.getByText(/ joined$/)).toHaveCount(0)
  await page.evaluate(() => {
    const seen = new Set<string>()
    Object.assign(window, { seenNews: seen })
    const look = () => {
      for (const found of document.body.innerText.match(/^.* (joined|left|lost the connection)$/gm) ?? [])
        seen.add(found)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  return () => page.evaluate(() => [...(window as unknown as { seenNews: Set<string> }).seenNews])
}

/** Milliseconds until the page shows someone else's moving picture again. */
async function backAfter(caller: Caller, from: number): Promise<number> {
  await caller.button('Leave').waitFor()
  await caller.mark('tincan:first-remote-frame')
  return (await caller.mark('tincan:first-remote-frame')) - from
}

for (const carrier of ['websocket', 'http'] as const) {
  for (const who of ['the first', 'the newcomer'] as const) {
    test(`${carrier}: ${who} of the two loads the page again and is back in three seconds`, async ({
      server,
      browsers,
    }) => {
      const link = `${server.url}/c/reload-${carrier}-${who === 'the first' ? 1 : 2}?carrier=${carrier}`
      const ana = await Caller.open(browsers[0], link, 'Ana')
      await ana.join()
      const ben = await Caller.open(browsers[1], link, 'Ben')
      await ben.join()
      await expectMedia(ana, ben)
      const [reloads, stays] = who === 'the first' ? [ana, ben] : [ben, ana]
      await reloads.button('Mute microphone').click()
      const id = await stays.remoteVideo().getAttribute('data-participant')
      const news = await collectNews(stays.page)

      for (let round = 0; round < 2; round += 1) {
        const start = Date.now()
        await reloads.page.reload()
        const took = await backAfter(reloads, start)
        console.log(`${carrier}, ${who}: back after ${took.toFixed(0)} ms`)
        expect(took).toBeLessThan(3000)
        await stays.seesSomebody()
        const before = await stays.frames()
        await expect.poll(() => stays.frames()).toBeGreaterThan(before + 10)
      }
      expect(await stays.remoteVideo().getAttribute('data-participant')).toBe(id)
      await expect(reloads.button('Unmute microphone')).toBeVisible()
      expect(await news()).toEqual([])

      await reloads.button('Leave').click()
      await reloads.page.reload()
      await expect(reloads.button('Join call')).toBeVisible()
    })
  }
}

test('a call over HTTP stops asking, and what is said later arrives all the same', async ({ server, browsers }) => {
  const link = `${server.url}/c/idle?carrier=http`
  const ana = await Caller.open(browsers[0], link, 'Ana')
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)
  await ana.page.waitForTimeout(6000)
  let requests = 0
  for (const { page } of [ana, ben])
    page.on('request', (request) => (requests += Number(request.url().includes('/signal'))))
  await ana.page.waitForTimeout(5000)
  expect(requests).toBe(0)
  await ben.button('Mute microphone').click()
  await expect(ana.page.getByText('Ben is muted')).toBeVisible()
  await ben.button('Leave').click()
})

test('a second tab with the same session takes the call over, and the first takes it back', async ({
  server,
  browsers,
}) => {
  const link = `${server.url}/c/tabs`
  const ana = await Caller.open(browsers[0], link, 'Ana')
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)
  const news = await collectNews(ana.page)
  const kept = await ben.page.evaluate(() => JSON.stringify(sessionStorage))
  const second = await ben.page.context().newPage()
  await second.addInitScript((text) => {
    for (const [key, value] of Object.entries(JSON.parse(text))) {
      if (location.protocol === 'http:') sessionStorage.setItem(key, String(value))
    }
  }, kept)
  await second.goto(link)
  await second.getByRole('button', { name: 'Leave' }).waitFor()
  await expect(second.locator('video[data-participant]')).toBeVisible()
  await expect(ben.page.getByRole('heading', { name: 'This call is open in another tab' })).toBeVisible()
  await expectMedia(ana)
  await ben.button('Use this tab').click()
  await expect(second.getByRole('heading', { name: 'This call is open in another tab' })).toBeVisible()
  await expectMedia(ana, ben)
  expect(await news()).toEqual([])
})
