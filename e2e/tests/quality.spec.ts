import type { Page } from '@playwright/test'
import { Lab } from '../lab/lab.ts'
import { mark } from '../lab/marks.ts'
import { missing } from '../lab/network.ts'
import { expectAccessible } from '../src/accessible.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import { FirefoxCaller } from '../src/firefox.ts'
import { expect, test } from '../src/fixtures.ts'

/** What a line of the panel says. */
function line(page: Page, part: string, term: string) {
  const way = page.getByRole('region', { name: part, exact: true })
  return way
    .locator('dl > div')
    .filter({ has: page.getByText(term, { exact: true }) })
    .locator('dd span')
}

async function bitsPerSecond(caller: Caller): Promise<number> {
  const text = await line(caller.page, 'From Ben', 'Data').innerText()
  const [, number, unit] = /^([\d.]+) ([kM])bit\/s$/.exec(text) ?? []
  return Number(number) * (unit === 'M' ? 1_000_000 : 1000)
}

async function pair(server: { url: string }, browsers: Parameters<typeof Caller.open>[0][], query = '') {
  const [first, second] = browsers
  if (!first || !second) throw new Error('two browsers are needed')
  const ana = await Caller.open(first, server.url, 'Ana')
  const link = (await ana.newCall()) + query
  if (query) await ana.page.goto(link)
  await ana.join()
  const ben = await Caller.open(second, link, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)
  return { ana, ben }
}

test('the panel shows numbers that move and agree with getStats', async ({ server, browsers }) => {
  const { ana } = await pair(server, browsers)
  await expect(ana.button(/^Connection with Ben: Good$/)).toBeVisible()
  await ana.page.keyboard.press('s')
  await expect(ana.page.getByRole('dialog', { name: 'Connections' })).toBeVisible()

  const shown = new Set<number>()
  let ratio = 0
  await expect(async () => {
    const before = await ana.statistic('inbound-rtp', '', 'bytesReceived')
    const from = Date.now()
    const seen: number[] = []
    for (let look = 0; look < 4; look += 1) {
      await ana.page.waitForTimeout(1000)
      seen.push(await bitsPerSecond(ana))
    }
    for (const value of seen) shown.add(value)
    const after = await ana.statistic('inbound-rtp', '', 'bytesReceived')
    const measured = (8 * (after - before)) / ((Date.now() - from) / 1000)
    ratio = seen.reduce((sum, value) => sum + value, 0) / seen.length / measured
    expect(ratio).toBeGreaterThan(0.7)
    expect(ratio).toBeLessThan(1.4)
  }).toPass({ timeout: 30_000 })
  expect(shown.size).toBeGreaterThan(2)
  await expect(line(ana.page, 'From Ben', 'Pictures')).toHaveText(/^[1-9]\d* per s$/)
  await expect(ana.page.getByText('Direct over UDP')).toBeVisible()

  await ana.button('Copy for a bug report').click()
  await expect(ana.button('Copied')).toBeVisible()
  await expectAccessible(ana.page, 'statistics')
  await ana.page.keyboard.press('Escape')
  await expect(ana.page.getByRole('dialog')).toHaveCount(0)
})

test('a relayed call says so, and the own network is measured through the relay', async ({ server, browsers }) => {
  const { ana, ben } = await pair(server, browsers, '?relay=1')
  for (const [caller, other] of [
    [ana, 'Ben'],
    [ben, 'Ana'],
  ] as const)
    await expect(caller.button(new RegExp(`^Connection with ${other}: Good, over relay$`))).toBeVisible()

  await ana.button(/^Connection with Ben/).click()
  await expect(ana.page.getByText('Through the relay over UDP')).toBeVisible()
  const own = ana.page.getByRole('region', { name: 'Your own network' })
  await expect(own).toHaveText(/Good\. \d+ ms to the server and back, 0 % lost, measured \d+ s ago\./, {
    timeout: 30_000,
  })
})

test('Firefox has the mark, the numbers and a measurement of its own, too', async ({ server, browsers, firefox }) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const fox = await FirefoxCaller.open(firefox, link, 'Fox')
  await fox.join()
  await fox.page.waitForSelector('button[aria-label^="Connection with Ana"]', { timeout: 40_000 })
  await fox.page.keyboard.press('s')
  await fox.page.waitForSelector('::-p-text(Direct over UDP)')
  await fox.page.waitForSelector('::-p-text(to the server and back)', { timeout: 40_000 })
  await fox.page.keyboard.press('Escape')
  await fox.leave()
})

test.describe('a call between homes, at one of which packets get lost', () => {
  const reason = missing()
  test.skip(reason !== undefined, reason)

  test('S77: both are told whose network it is, and that it is good again', async () => {
    const lab = new Lab()
    try {
      await lab.ready()
      const { before, namedMillis, goodMillis } = await mark(lab, 'marks')
      console.log(`Named after ${namedMillis} ms, good again after ${goodMillis} ms.`)
      expect(before).toEqual(['Connection with Ben: Good', 'Connection with Ana: Good'])
      // What is aimed at is 10 s and 20 s; a busy machine takes longer.
      expect(namedMillis).toBeLessThan(20_000)
      expect(goodMillis).toBeLessThan(30_000)
    } finally {
      await lab.close()
    }
  })
})
