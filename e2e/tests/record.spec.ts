// What the call record says about calls whose bad moments are known.
import { pathToFileURL } from 'node:url'
import { blockAll, loseOutgoing } from '../lab/disturb.ts'
import { Lab } from '../lab/lab.ts'
import { missing } from '../lab/network.ts'
import { Stage } from '../lab/stage.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'
import { ask, type Interval, type SavedSpan, saveRecord, spanAt } from '../src/record.ts'

const EDGE_MILLIS = 2000
const PWNED = '<img src=x onerror=alert(1)>'

function expectEdges(span: SavedSpan, truth: Interval): void {
  const wrong = [span.from - truth.from, span.to - truth.to]
  for (const millis of wrong) expect(Math.abs(millis), `edges are wrong by ${wrong}`).toBeLessThanOrEqual(EDGE_MILLIS)
}

test('a record is saved in the call and after it, is read without a program, and runs none', async ({
  server,
  browsers,
}) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], link, PWNED)
  await ben.join()
  await expectMedia(ana, ben)

  await ask(ana, ben, 'Don’t share')
  expect((await saveRecord(ana)).told).toBe(0)
  await ask(ana, ben, 'Share')
  const during = await saveRecord(ana)
  expect(during.told).toBe(1)
  expect(during.name).toMatch(/^Call record \d{4}-\d\d-\d\d \d\d\.\d\d\.html$/)
  expect((await saveRecord(ben)).told, 'nobody gave anything to Ben').toBe(0)
  expect(during.text).not.toMatch(/\d+\.\d+\.\d+\.\d+|candidate/)

  // A page that is loaded again goes on with what it had.
  await ana.page.reload()
  await ana.button('Leave').waitFor()
  await expectMedia(ana, ben)
  await ana.button('Leave').click()
  const after = await saveRecord(ana)
  expect(after.text).toContain('The page was loaded again')
  const started = (text: string) => /"startedAt":(\d+)/.exec(text)?.[1]
  expect(started(after.text)).toBe(started(during.text))
  expect(await ana.page.evaluate(() => sessionStorage.getItem('tincan.record'))).toBeNull()

  const page = await browsers[0].newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('dialog', () => asked.push('a dialog'))
  page.on('console', (message) => asked.push(message.text()))
  await page.goto(pathToFileURL(during.file).href)
  await expect(page.getByRole('heading', { name: `With ${PWNED}` })).toBeVisible()
  expect(await page.locator('img').count()).toBe(0)
  expect(asked).toHaveLength(1)
})

test.describe('between homes behind NATs', () => {
  const reason = missing()
  test.skip(reason !== undefined, reason)
  if (reason) console.log(`Skipped, records of calls whose network breaks: ${reason}`)

  let lab: Lab
  test.beforeAll(async () => {
    lab = new Lab()
    await lab.ready()
  })
  test.afterAll(() => lab?.close())

  test('both records name when it was bad, in which direction, and together whose network it was', async () => {
    const stage = await Stage.open({ lab, homes: 'record' })
    const { ana, ben, router } = stage
    const disturb = async (begin: () => () => void, millis: number): Promise<Interval> => {
      // Before, all must have been well for a while.
      await ana.page.waitForTimeout(8000)
      const end = begin()
      const from = Date.now()
      await ana.page.waitForTimeout(millis)
      end()
      return { from, to: Date.now() }
    }
    try {
      const lost = await disturb(() => loseOutgoing(router, 20), 12_000)
      const cut = await disturb(() => blockAll(router), 9000)
      // A new connection counts its frames anew.
      await expect(() => expectMedia(ana, ben)).toPass({ timeout: 40_000 })
      await ana.page.waitForTimeout(4000)

      const alone = await saveRecord(ana)
      expectEdges(spanAt(alone, lost), lost)
      expect(spanAt(alone, lost)).toMatchObject({ name: 'Ben', direction: 'from them' })
      expect(spanAt(alone, lost).loss).toBeGreaterThan(0.1)
      expect(spanAt(alone, cut)).toMatchObject({ direction: 'both', what: ['media'] })
      expect(Math.abs(spanAt(alone, cut).from - cut.from)).toBeLessThanOrEqual(EDGE_MILLIS)

      const bens = await saveRecord(ben)
      expect(spanAt(bens, lost)).toMatchObject({ name: 'Ana', direction: 'to them' })
      expect(spanAt(bens, cut)).toMatchObject({ direction: 'both', what: ['media'], cause: 'your network' })

      await ask(ben, ana, 'Share')
      const merged = await saveRecord(ben)
      expect(merged.told).toBe(1)
      expectEdges(spanAt(merged, lost), lost)
      expect(spanAt(merged, lost)).toMatchObject({ direction: 'to them' })

      await ask(ana, ben, 'Share')
      const both = await saveRecord(ana)
      expect(spanAt(both, cut)).toMatchObject({ direction: 'both', what: ['media'], cause: 'their network' })
      expect(both.text).toMatch(/Ben&#8217;s network was cut off|Ben’s network was cut off/)
    } finally {
      await stage.close()
    }
  })
})
