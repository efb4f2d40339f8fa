// What breaks in the middle of a call, once each; ./dev survive measures all of it, in networks of its own.
import type { Browser, Page } from '@playwright/test'
import { Lab } from '../lab/lab.ts'
import { missing } from '../lab/network.ts'
import { allRows } from '../lab/survive.ts'
import { problems } from '../lab/surviveTable.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import { continuity, heardSince, longestSilence, wordsSince } from '../src/continuity.ts'
import { openDoor } from '../src/door.ts'
import { expect, test } from '../src/fixtures.ts'

const LEAVING = /^(Ana|Ben) (joined|left|lost the connection)/
const WITHOUT_SERVER = /Reconnecting to the server|Server restarting/

async function callOf(browsers: readonly [Browser, Browser], origin: string, query = ''): Promise<[Caller, Caller]> {
  const ana = await Caller.open(browsers[0], origin, 'Ana', { watched: true })
  const link = (await ana.newCall()) + query
  if (query) await ana.page.goto(link)
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben', { watched: true })
  await ben.join()
  await expectMedia(ana, ben)
  return [ana, ben]
}

function shown(...callers: readonly Caller[]): Promise<(string | null)[]> {
  return Promise.all(callers.map((caller) => caller.remoteVideo().getAttribute('data-participant')))
}

async function nobodyLeft(page: Page, since: number): Promise<void> {
  expect(wordsSince(await continuity(page), since).filter((text) => LEAVING.test(text))).toEqual([])
}

for (const path of ['direct', 'relayed'] as const)
  test(`a server that is killed finds the call again as it was: ${path}`, async ({ server, browsers }) => {
    const [ana, ben] = await callOf(browsers, server.url, path === 'relayed' ? '?relay=1' : '')
    const before = await shown(ana, ben)
    const killed = Date.now()
    await server.kill()
    for (const { page } of [ana, ben]) await expect(page.getByText(WITHOUT_SERVER)).toBeVisible()
    await server.startAgain()
    for (const { page } of [ana, ben]) await expect(page.getByText(WITHOUT_SERVER)).toHaveCount(0)
    await expectMedia(ana, ben)

    await ben.button('Mute microphone').click()
    await expect(ana.page.getByText('Ben is muted')).toBeAttached()
    expect(await shown(ana, ben)).toEqual(before)
    for (const { page } of [ana, ben]) {
      await nobodyLeft(page, killed)
      if (path === 'direct') expect(longestSilence(await continuity(page), 'audio', killed)).toBeLessThan(500)
    }
  })

test('who is muted stays so while the page is loaded again, and is heard by nobody', async ({ server, browsers }) => {
  const [ana, ben] = await callOf(browsers, server.url)
  await ben.button('Mute microphone').click()
  await expect(ana.page.getByText('Ben is muted')).toBeAttached()
  // What was said before is still on its way.
  await ana.page.waitForTimeout(1500)
  const muted = Date.now()
  await ben.page.reload()
  await ben.button('Leave').waitFor()
  await expect(ben.button('Unmute microphone')).toBeVisible()
  await expect(ana.remoteVideo()).toBeVisible()
  await ana.page.waitForTimeout(4000)
  expect(heardSince(await continuity(ana.page), muted)).toBeLessThan(1e-6)

  await ben.button('Unmute microphone').click()
  await expectMedia(ana, ben)
})

for (const kind of ['refuses', 'swallows', 'buffers'] as const)
  test(`a proxy that ${kind} WebSockets does not hinder a call`, async ({ server, browsers }) => {
    const door = await openDoor(server.url, kind)
    const [ana, ben] = await callOf(browsers, door.url)

    await ben.button('Mute microphone').click()
    await expect(ana.page.getByText('Ben is muted')).toBeAttached()
    await ben.button('Leave').click()
    await expect(ana.remoteVideo()).toHaveCount(0)
    expect(door.signaling).toContain('POST /signal/http')
    door.close()
  })

test.describe('between homes behind NATs', () => {
  const reason = missing()
  test.skip(reason !== undefined, reason)
  if (reason) console.log(`Skipped, calls whose network breaks: ${reason}`)

  let lab: Lab
  test.beforeAll(async () => {
    lab = new Lab()
    await lab.ready()
  })
  test.afterAll(() => lab?.close())

  for (const name of [
    'all of a network blocked for 3 s, direct call',
    'moved to another network, full cone to symmetric',
  ])
    test(name, async () => {
      const row = allRows().find((it) => it.name === name)
      if (!row) throw new Error('no such row')
      const run = await row.play(lab, 'test')
      expect(problems({ row, runs: [run], busy: 0 }), run.evidence).toEqual([])
    })
})
