import { writeFile } from 'node:fs/promises'
import type { Browser, Page } from '@playwright/test'
import { launch } from '../src/browser.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'

let browser: Browser

test.beforeAll(async ({ trusted }) => {
  // The last one is used; the second gives depths in place of colors, which no encoder takes.
  browser = await launch(['--use-fake-device-for-media-stream=device-count=3'], trusted?.chromiumHome)
})

test.afterAll(() => browser.close())

/** What the page sends of one kind, as the browser names the device. */
function sentFrom(page: Page, kind: string): Promise<string | undefined> {
  return page.evaluate(
    (kind) =>
      window
        .callPeer()
        ?.getSenders()
        .find(({ track }) => track?.kind === kind)?.track?.label,
    kind,
  )
}

/** Another device than the one in use, from the picker with this name. */
async function switchTo(page: Page, picker: string, kind: string): Promise<void> {
  const before = await sentFrom(page, kind)
  const select = page.getByRole('dialog').getByRole('combobox', { name: picker })
  // The dialog comes by itself, and the devices after it.
  await expect.poll(() => select.locator('option').count()).toBeGreaterThan(1)
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

/** Less than a thousandth of a beep: what a codec makes of silence. What was said before may still be on its way. */
async function expectSilence(listener: Caller, beeps: number): Promise<void> {
  await expect.poll(() => heard(listener)).toBeLessThan(beeps / 1000)
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

  // What was chosen is used again, by the page that is loaded anew.
  const chosen = [await sentFrom(ana.page, 'audio'), await sentFrom(ana.page, 'video')]
  await ana.page.reload()
  await expect.poll(() => sentFrom(ana.page, 'video'), { timeout: 20_000 }).toBe(chosen[1])
  await expect.poll(() => sentFrom(ana.page, 'audio')).toBe(chosen[0])
  await ana.page.context().close()
})

const RATE = 48_000
const SOUND_SECONDS = 4

/** A microphone that gives this over and over. */
async function launchHearing(sound: (seconds: number) => number, file: string, home: string | undefined) {
  const data = Int16Array.from({ length: SOUND_SECONDS * RATE }, (_, index) => 32_767 * sound(index / RATE))
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + data.byteLength, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(RATE, 24)
  header.writeUInt32LE(2 * RATE, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.byteLength, 40)
  await writeFile(file, Buffer.concat([header, Buffer.from(data.buffer)]))
  return launch([`--use-file-for-fake-audio-capture=${file}`], home)
}

test('who talks while muted is told so', async ({ server, trusted }, info) => {
  // Swells and falls as syllables do, with a pause between the sentences; a steady tone is taken for noise, and suppressed.
  const voice = (at: number) =>
    at < 2 ? 0.7 * Math.sin(2 * Math.PI * 4 * at) * Math.sin(2 * Math.PI * (200 + 150 * (at % 1)) * at) : 0
  const talking = await launchHearing(voice, info.outputPath('voice.wav'), trusted?.chromiumHome)
  const ana = await Caller.open(talking, server.url, 'Ana')
  await ana.newCall()
  await ana.join()
  const told = ana.page.getByText('You are muted', { exact: false })
  await ana.page.waitForTimeout(2000)
  await expect(told).toHaveCount(0)
  await ana.button('Mute microphone').click()
  await expect(told).toBeVisible()
  await talking.close()
})

test('a microphone that gives no sound at all is noticed', async ({ server, trusted }, info) => {
  const silent = await launchHearing(() => 0, info.outputPath('silence.wav'), trusted?.chromiumHome)
  const ana = await Caller.open(silent, server.url, 'Ana')
  await ana.newCall()
  await ana.join()
  await expect(ana.page.getByText('Nobody can hear you', { exact: false })).toBeVisible({ timeout: 20_000 })
  await silent.close()
})

test('the devices can be chosen when the server is out of reach', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  await ana.newCall()
  await ana.join()
  await ana.button('More').waitFor()
  await ana.page.route('**/*', (route) => route.abort())
  await ana.button('More').click()
  await ana.button('Devices').click()
  await expect(ana.page.getByRole('dialog', { name: 'Devices' })).toBeVisible()
})
