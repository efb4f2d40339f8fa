import type { Browser, Page } from '@playwright/test'
import { launch } from '../src/browser.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'

let browser: Browser

test.beforeAll(async ({ trusted }) => {
  browser = await launch(['--use-fake-device-for-media-stream=device-count=2'], trusted?.chromiumHome)
})

test.afterAll(() => browser.close())

/** What the page sends of one kind, as the browser names the device. */
function sentFrom(page: Page, kind: string): Promise<string | undefined> {
  return page.evaluate(
    (kind) =>
      window.peers
        .at(-1)
        ?.getSenders()
        .find(({ track }) => track?.kind === kind)?.track?.label,
    kind,
  )
}

/** Another device than the one in use, from the picker with this name. */
async function switchTo(page: Page, picker: string, kind: string): Promise<void> {
  const before = await sentFrom(page, kind)
  const select = page.getByRole('dialog').getByLabel(picker)
  const labels = await select.locator('option').allTextContents()
  const other = labels.findLast((label) => label !== before)
  await select.selectOption({ label: other as string })
  await expect.poll(() => sentFrom(page, kind)).toBe(other)
}

const LISTEN_MILLIS = 1500

/** The energy of what arrives in the next moments; the fake microphones beep twice a second. */
async function heard(listener: Caller): Promise<number> {
  const energy = () => listener.statistic('inbound-rtp', 'audio', 'totalAudioEnergy')
  const before = await energy()
  await listener.page.waitForTimeout(LISTEN_MILLIS)
  return (await energy()) - before
}

/** Less than a thousandth of a beep: what a codec makes of silence. */
async function expectSilence(listener: Caller, beeps: number): Promise<void> {
  await listener.page.waitForTimeout(500)
  expect(await heard(listener)).toBeLessThan(beeps / 1000)
}

test('another camera and microphone during the call; muted stays muted; push to talk', async ({ server, browsers }) => {
  const ana = await Caller.open(browser, server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)
  const shown = await ben.remoteVideo().getAttribute('data-participant')

  await ana.button('More').click()
  await ana.button('Devices').click()
  await switchTo(ana.page, 'Camera', 'video')
  await switchTo(ana.page, 'Microphone', 'audio')
  await expect(ana.page.getByRole('dialog').getByRole('img', { name: 'Microphone level' })).toBeVisible()
  await ana.button('Close').click()
  await expect(ana.button('More')).toBeFocused()
  await expectMedia(ben)
  const beeps = await heard(ben)
  expect(beeps).toBeGreaterThan(0)

  await ana.button('Mute microphone').click()
  await ana.button('More').click()
  await ana.button('Devices').click()
  await switchTo(ana.page, 'Microphone', 'audio')
  await ana.page.keyboard.press('Escape')
  await expect(ana.button('Unmute microphone')).toBeVisible()
  await expectSilence(ben, beeps)
  await expect(ben.page.getByText('Ana is muted')).toBeVisible()

  await ana.page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await ana.page.keyboard.down('Space')
  await expect(ben.page.getByText('Ana is muted')).toHaveCount(0)
  expect(await heard(ben)).toBeGreaterThan(beeps / 10)
  await ana.page.evaluate(() => window.dispatchEvent(new Event('blur')))
  await expect(ben.page.getByText('Ana is muted')).toBeVisible()
  await expectSilence(ben, beeps)
  await ana.page.keyboard.up('Space')

  expect(await ben.remoteVideo().getAttribute('data-participant')).toBe(shown)
  await expect(ben.page.getByText(/Ana (left|lost)/)).toHaveCount(0)
  await ana.page.context().close()
})
