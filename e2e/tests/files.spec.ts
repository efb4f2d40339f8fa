import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { Browser, Page, TestInfo } from '@playwright/test'
import { Caller, expectMedia } from '../src/caller.ts'
import { continuity, longestSilence } from '../src/continuity.ts'
import { expect, test } from '../src/fixtures.ts'

const LARGE_BYTES = 20_000_000
/** What nobody hears as an interruption; the jitter buffer covers for it. */
const SILENCE_MILLIS_MAX = 300

async function callOfTwo(url: string, browsers: readonly [Browser, Browser]): Promise<[Caller, Caller]> {
  const ana = await Caller.open(browsers[0], url, 'Ana', { watched: true })
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben', { watched: true })
  await ben.join()
  await expectMedia(ana, ben)
  return [ana, ben]
}

async function fileOf(bytes: number, name: string, test: TestInfo): Promise<{ path: string; hash: string }> {
  const path = test.outputPath(name)
  const content = randomBytes(bytes)
  await writeFile(path, content)
  return { path, hash: createHash('sha256').update(content).digest('hex') }
}

async function attach(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach file' }).click()
  await (await chooser).setFiles(path)
}

test('a file arrives as it is, and nobody falls silent meanwhile', async ({ server, browsers }, info) => {
  const [ana, ben] = await callOfTwo(server.url, browsers)
  const { path, hash } = await fileOf(LARGE_BYTES, 'holiday.zip', info)
  await ana.button('Chat').click()
  await attach(ana.page, path)
  await expect(ben.button('Chat')).toHaveAccessibleDescription(/1/)
  await ben.button('Chat').click()
  await expect(ben.page.getByText('20 MB')).toBeVisible()

  const from = Date.now()
  const download = ben.page.waitForEvent('download')
  await ben.button('Save holiday.zip').click()
  const saved = await download
  const to = Date.now()
  expect(saved.suggestedFilename()).toBe('holiday.zip')
  const arrived = createHash('sha256')
    .update(await readFile(await saved.path()))
    .digest('hex')
  expect(arrived).toBe(hash)
  await expect(ana.page.getByText('Ben has it')).toBeVisible()
  for (const { page, name } of [ana, ben]) {
    const silence = longestSilence(await continuity(page), 'audio', from, to)
    expect(silence, `${name} hears the other without a gap`).toBeLessThan(SILENCE_MILLIS_MAX)
  }
})

test('a file can be paused, resumed and canceled', async ({ server, browsers }, info) => {
  const [ana, ben] = await callOfTwo(server.url, browsers)
  const { path } = await fileOf(2 * LARGE_BYTES, 'film.mp4', info)
  await ana.button('Chat').click()
  await ben.button('Chat').click()
  await attach(ana.page, path)
  await ben.button('Save film.mp4').click()
  await expect(ben.page.getByRole('progressbar', { name: 'Progress of film.mp4' })).toBeVisible()
  await ana.button('Pause film.mp4').click()
  await expect(ben.page.getByText('Paused by Ana')).toBeVisible()
  await ana.button('Resume film.mp4').click()
  await expect(ben.page.getByText('Paused by Ana')).toHaveCount(0)
  await ben.button('Cancel film.mp4').click()
  await expect(ben.page.getByText('Canceled', { exact: false })).toBeVisible()
  await expect(ana.page.getByText('Canceled by Ben')).toBeVisible()
})

test('a pasted picture shows on both sides, and who joins later reads what was written', async ({
  server,
  browsers,
}) => {
  const [ana, ben] = await callOfTwo(server.url, browsers)
  await ana.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(40, 30)
    canvas.getContext('2d')?.fillRect(5, 5, 20, 20)
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([await canvas.convertToBlob()], 'drawing.png', { type: 'image/png' }))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await expectPicture(ana.page)
  await ben.button('Chat').click()
  await ben.button('Save drawing.png').click()
  await expectPicture(ben.page)

  await ana.say('Look at my drawing')
  await expect(ben.page.getByText('Look at my drawing')).toBeVisible()
  const cara = await Caller.open(browsers[1], ana.page.url(), 'Cara')
  await cara.join()
  await expect(cara.button('Chat')).toHaveAccessibleDescription(/1/, { timeout: 20_000 })
  await cara.button('Chat').click()
  await expect(cara.page.getByText('Look at my drawing')).toBeVisible()
})

async function expectPicture(page: Page): Promise<void> {
  const picture = page.getByRole('img', { name: 'drawing.png' })
  await expect(picture).toBeVisible()
  expect(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(40)
}
