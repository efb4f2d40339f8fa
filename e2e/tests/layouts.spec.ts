import type { Browser, BrowserContextOptions, Locator } from '@playwright/test'
import { expectAccessible } from '../src/accessible.ts'
import type { Caller } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'
import { openQuiet, talk } from '../src/voice.ts'

const SMALL: BrowserContextOptions = { viewport: { width: 900, height: 600 } }

const enter = (browser: Browser, url: string, name: string) => openQuiet(browser, url, name, SMALL)

/** Three people who see each other. */
async function three(browsers: readonly [Browser, Browser], url: string): Promise<[Caller, Caller, Caller]> {
  const ana = await enter(browsers[0], url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await enter(browsers[1], link, 'Ben')
  await ben.join()
  const cara = await enter(browsers[1], link, 'Cara')
  await cara.join()
  const callers: [Caller, Caller, Caller] = [ana, ben, cara]
  for (const caller of callers) {
    await expect(caller.remoteVideo()).toHaveCount(2)
    await expect(caller.page.getByText('Connected directly')).toBeVisible({ timeout: 60_000 })
  }
  return callers
}

const tile = ({ page }: Caller, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByLabel(name === 'You' ? 'Your camera' : `Video of ${name}`) })

/** Only when it rests. */
async function area(of: Locator): Promise<number> {
  await of.evaluate((it) => Promise.all(it.getAnimations().map(({ finished }) => finished)))
  const box = await of.boundingBox()
  return box ? box.width * box.height : 0
}

async function expectLarge(caller: Caller, name: string, ...others: string[]): Promise<void> {
  await expect(async () => {
    const large = await area(tile(caller, name))
    for (const other of others) expect(large).toBeGreaterThan(3 * (await area(tile(caller, other))))
  }).toPass({ timeout: 15_000 })
}

async function expectEqual(caller: Caller, ...names: string[]): Promise<void> {
  await expect(async () => {
    const areas = await Promise.all(names.map((name) => area(tile(caller, name))))
    expect(Math.max(...areas) / Math.min(...areas)).toBeLessThan(1.05)
  }).toPass()
}

async function choose(caller: Caller, item: string): Promise<void> {
  await caller.button('More').click()
  await caller.button(item).click()
}

// A busy machine encodes for three people at once.
test.setTimeout(240_000)

test('three people: tiles, pins, and whoever talks large', async ({ server, browsers }) => {
  const [ana, ben, cara] = await three(browsers, server.url)
  const { keyboard } = ana.page
  await expectEqual(ana, 'Ben', 'Cara', 'You')

  await keyboard.press('2')
  await expectLarge(ana, 'Cara', 'Ben', 'You')
  await expectAccessible(ana.page, 'pinned')
  await tile(ana, 'Ben').click()
  await expectLarge(ana, 'Ben', 'Cara', 'You')
  await keyboard.press('0')
  await expectEqual(ana, 'Ben', 'Cara', 'You')
  await tile(ana, 'Cara').dblclick()
  await expectLarge(ana, 'Cara', 'Ben', 'You')
  await tile(ana, 'Cara').getByRole('button', { name: 'No longer keep Cara large' }).click()
  await expectEqual(ana, 'Ben', 'Cara', 'You')

  await choose(ana, 'Speaker')
  await talk(cara, true)
  await expect(tile(ana, 'Cara').locator('[data-talking]')).toBeAttached()
  await expect(tile(ben, 'Cara').locator('[data-talking]')).toBeAttached()
  await expect(tile(cara, 'You').locator('[data-talking]')).toBeAttached()
  await expectLarge(ana, 'Cara', 'Ben', 'You')
  await talk(ben, true)
  await expect(tile(ana, 'Ben').locator('[data-talking]')).toBeAttached()
  await ana.page.waitForTimeout(2000)
  await expectLarge(ana, 'Cara', 'Ben', 'You')
  await talk(cara, false)
  await expectLarge(ana, 'Ben', 'Cara', 'You')
  await expect(tile(ana, 'Cara').locator('[data-talking]')).toHaveCount(0)
  await keyboard.press('2')
  await expectLarge(ana, 'Cara', 'Ben', 'You')
  await keyboard.press('2')

  await ben.button('Share screen').click()
  await expect(ana.sharedScreen()).toBeVisible()
  const screen = ana.page.getByRole('listitem').filter({ has: ana.page.getByLabel('Screen of Ben') })
  await expect.poll(() => area(screen)).toBeGreaterThan(100_000)
  expect(await area(tile(ana, 'Ben'))).toBeLessThan(40_000)
  await keyboard.press('3')
  await expect.poll(() => area(screen)).toBeGreaterThan(100_000)
  await keyboard.press('1')
  await expectLarge(ana, 'Ben', 'Cara', 'You')
})

test('a raised hand and reactions are seen by everyone, in order', async ({ server, browsers }) => {
  const [ana, ben, cara] = await three(browsers, server.url)
  await cara.page.keyboard.press('h')
  await expect(ana.page.getByText('Cara raised a hand')).toBeVisible()
  // Who comes later is told by each how long ago it was, which is as exact as the way takes the same time.
  await ana.page.waitForTimeout(2000)
  await ana.button('Raise hand').click()
  for (const [caller, first, second] of [
    [ana, 'Cara', 'You'],
    [ben, 'Cara', 'Ana'],
    [cara, 'You', 'Ana'],
  ] as const) {
    await expect(tile(caller, first).getByText(`${first}: hand raised, number 1`)).toBeAttached()
    await expect(tile(caller, second).getByText(`${second}: hand raised, number 2`)).toBeAttached()
  }

  const dan = await enter(browsers[0], ana.page.url(), 'Dan')
  await dan.join()
  await expect(tile(dan, 'Cara').getByText('Cara: hand raised, number 1')).toBeAttached()
  await expect(tile(dan, 'Ana').getByText('Ana: hand raised, number 2')).toBeAttached()

  await cara.button('Leave').click()
  await expect(tile(ben, 'Ana').getByText('Ana: hand raised, number 1')).toBeAttached()
  await ana.page.reload()
  await ana.button('Leave').waitFor({ timeout: 20_000 })
  await expect(tile(ben, 'Ana').getByText('hand raised')).toHaveCount(0)

  await ben.button('React').click()
  await expectAccessible(ben.page, 'reactions')
  await ben.button('Applause').click()
  await expect(tile(ana, 'Ben').getByRole('img', { name: 'Ben: Applause' })).toBeVisible()
  await expect(tile(dan, 'Ben').getByRole('img', { name: 'Ben: Applause' })).toBeAttached()
  await expect(tile(ben, 'You').getByRole('img', { name: 'You: Applause' })).toBeAttached()
  await expect(ana.page.getByRole('img', { name: 'Ben: Applause' })).toHaveCount(0)
})

test('one other is silenced here alone; the own picture moves and hides; full screen; a window of its own', async ({
  server,
  browsers,
}) => {
  const ana = await enter(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await enter(browsers[1], link, 'Ben')
  await ben.join()
  await expect(tile(ana, 'Ben')).toBeVisible()

  const sound = () =>
    ana.page.getByLabel('Video of Ben').evaluate((video: HTMLVideoElement) => (video.muted ? 0 : video.volume))
  const options = async () => {
    await tile(ana, 'Ben').hover()
    await ana.button('Options for Ben').click()
  }
  await options()
  await expectAccessible(ana.page, 'options of a tile')
  const slider = ana.page.getByRole('slider', { name: 'Volume of Ben' })
  await slider.fill('40')
  await expect.poll(sound).toBeCloseTo(0.4)
  await slider.fill('0')
  await expect.poll(sound).toBe(0)
  await expect(ana.page.getByText('Ben is muted for you')).toBeAttached()
  await slider.fill('60')
  await ana.button('Mute for me').click()
  await expect.poll(sound).toBe(0)
  await expect(ben.button('Mute microphone')).toBeVisible()
  await options()
  await ana.button('Unmute for me').click()
  await expect.poll(sound).toBeCloseTo(0.6)

  const own = tile(ana, 'You')
  const corner = async () => {
    await area(own)
    const box = await own.boundingBox()
    if (box === null) return 'nowhere'
    return `${box.y + box.height / 2 < 300 ? 'top' : 'bottom'}-${box.x + box.width / 2 < 450 ? 'left' : 'right'}`
  }
  await expect.poll(corner).toBe('bottom-right')
  await own.hover()
  await ana.page.mouse.down()
  await ana.page.mouse.move(200, 200, { steps: 5 })
  await ana.page.mouse.up()
  await expect.poll(corner).toBe('top-left')
  await ana.button('Move my picture').focus()
  await ana.page.keyboard.press('ArrowRight')
  await expect.poll(corner).toBe('top-right')
  await ana.page.keyboard.press('ArrowDown')
  await expect.poll(corner).toBe('bottom-right')
  await ana.page.keyboard.press('ArrowLeft')
  await expect.poll(corner).toBe('bottom-left')
  await expectAccessible(ana.page, 'two in a call')

  await ana.button('Hide my picture').click()
  await expect(own).toHaveCount(0)
  await ana.page.reload()
  await expect(tile(ana, 'Ben')).toBeVisible()
  await expect(own).toHaveCount(0)
  await ana.button('More').click()
  await expectAccessible(ana.page, 'more')
  await ana.button('Show my picture').click()
  await expect.poll(corner).toBe('bottom-left')

  const whole = () => ana.page.evaluate(() => document.fullscreenElement?.localName)
  await ana.page.keyboard.press('f')
  await expect.poll(whole).toBe('html')
  await ana.page.keyboard.press('f')
  await expect.poll(whole).toBeUndefined()
  await options()
  await ana.button('Full screen').click()
  await expect.poll(whole).toBe('li')
  await ana.page.keyboard.press('f')
  await expect.poll(whole).toBeUndefined()

  await ana.page.keyboard.press('?')
  await expect(ana.page.getByRole('dialog').getByText('Raise or lower your hand')).toBeVisible()
  await ana.page.keyboard.press('h')
  await ana.page.keyboard.press('Escape')
  await ana.page.keyboard.press('Control+h')
  await expect(ana.button('Raise hand')).toBeVisible()

  const opening = ana.page.context().waitForEvent('page', { timeout: 20_000 })
  await choose(ana, 'Picture in picture')
  const inset = await opening
  await expect(inset.getByLabel('Video of Ben')).toBeVisible()
  await inset.getByRole('button', { name: 'Mute microphone' }).click()
  await expect(ben.page.getByText('Ana is muted')).toBeAttached()
  await inset.getByRole('button', { name: 'Leave' }).click()
  await expect(ana.page.getByText('You left the call')).toBeVisible()
})
