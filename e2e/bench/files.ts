// One large file through the page, beside a bare data channel of the same two browsers, while the call goes on: throughput,
// memory, whether it arrived as it was, and whether anybody sounded worse for it. Exits 1 when a promise is not kept.
//   ./dev files [MEGABYTES]
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { bareThroughput } from '../src/bareChannel.ts'
import { launch } from '../src/browser.ts'
import { Caller } from '../src/caller.ts'
import { RendererMemory } from '../src/rendererMemory.ts'
import { startServer } from '../src/server.ts'

const RATIO_MIN = 0.6
const MEMORY_MEGABYTES_MAX = 100
const CONCEALED_MAX = 0.01

const MEGABYTE = 1_000_000
const PATIENCE_MILLIS = 600_000
const megabytes = Number(process.argv[2] ?? 200)

/** @return the path of a file of random bytes, and their SHA-256 */
async function largeFile(folder: string): Promise<{ path: string; hash: string }> {
  const path = join(folder, 'large.bin')
  const hash = createHash('sha256')
  const file = await open(path, 'w')
  for (let written = 0; written < megabytes; written++) {
    const bytes = randomBytes(MEGABYTE)
    hash.update(bytes)
    await file.write(bytes)
  }
  await file.close()
  return { path, hash: hash.digest('hex') }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer)
  return hash.digest('hex')
}

/** Samples of sound that a listener's browser had to make up, and all of them. */
async function sound(caller: Caller): Promise<{ concealed: number; total: number }> {
  const [concealed, total] = await Promise.all([
    caller.statistic('inbound-rtp', 'audio', 'concealedSamples'),
    caller.statistic('inbound-rtp', 'audio', 'totalSamplesReceived'),
  ])
  return { concealed, total }
}

/** From the click on "Save" until the sender knows that it arrived whole. */
async function sendFile(ana: Caller, ben: Caller, path: string) {
  await ana.button('Chat').click()
  await ben.button('Chat').click()
  const chooser = ana.page.waitForEvent('filechooser')
  await ana.button('Attach file').click()
  await (await chooser).setFiles(path)
  const save = ben.button('Save large.bin')
  await save.waitFor()
  const download = ben.page.waitForEvent('download', { timeout: PATIENCE_MILLIS })
  const start = Date.now()
  await save.click()
  await ana.page.getByText('Ben has it').waitFor({ timeout: PATIENCE_MILLIS })
  return { seconds: (Date.now() - start) / 1000, download: await download }
}

async function measure(url: string, browsers: readonly [Browser, Browser], folder: string) {
  const file = await largeFile(folder)
  const ana = await Caller.open(browsers[0], url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await ben.join()
  for (const { page } of [ana, ben]) await page.locator('video[data-shown]').waitFor()
  await bareThroughput(ana.page, ben.page, 20 * MEGABYTE)

  const before = await bareThroughput(ana.page, ben.page, megabytes * MEGABYTE)
  const idle = await Promise.all(browsers.map(RendererMemory.now))
  const soundBefore = await Promise.all([ana, ben].map(sound))
  const memories = await Promise.all(browsers.map(RendererMemory.watch))
  const { seconds, download } = await sendFile(ana, ben, file.path)
  const peaks = await Promise.all(memories.map((memory) => memory.peak()))
  const soundAfter = await Promise.all([ana, ben].map(sound))
  const after = await bareThroughput(ana.page, ben.page, megabytes * MEGABYTE)

  const bare = (before + after) / 2
  const tincan = (megabytes * MEGABYTE) / seconds
  const [senderMemory = 0, receiverMemory = 0] = peaks.map((peak, side) => (peak - (idle[side] ?? 0)) / MEGABYTE)
  const [atAna = 0, atBen = 0] = soundAfter.map(({ concealed, total }, side) => {
    const { concealed: concealedBefore = 0, total: totalBefore = 0 } = soundBefore[side] ?? {}
    return (concealed - concealedBefore) / Math.max(1, total - totalBefore)
  })
  return {
    megabytes,
    bareMegabytesPerSecond: round(bare / MEGABYTE),
    tincanMegabytesPerSecond: round(tincan / MEGABYTE),
    ratio: round(tincan / bare),
    senderMemoryMegabytes: round(senderMemory),
    receiverMemoryMegabytes: round(receiverMemory),
    intact: (await hashOf(await download.path())) === file.hash,
    concealedAtSender: round(atAna, 4),
    concealedAtReceiver: round(atBen, 4),
  }
}

function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

const folder = await mkdtemp(join(tmpdir(), 'tincan-files-'))
const server = await startServer()
const browsers = [await launch(), await launch()] as const
let result: Awaited<ReturnType<typeof measure>>
try {
  result = await measure(server.url, [...browsers], folder)
} finally {
  await Promise.all(browsers.map((browser) => browser.close()))
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}

console.table(result)
if (process.env.RESULT) await writeFile(process.env.RESULT, `${JSON.stringify(result, null, 2)}\n`)
const broken = [
  result.intact || 'the file is not what was sent',
  result.ratio >= RATIO_MIN || `throughput below ${RATIO_MIN} of the bare channel`,
  result.senderMemoryMegabytes < MEMORY_MEGABYTES_MAX || `the sender took ${MEMORY_MEGABYTES_MAX} MB or more`,
  result.receiverMemoryMegabytes < MEMORY_MEGABYTES_MAX || `the receiver took ${MEMORY_MEGABYTES_MAX} MB or more`,
  Math.max(result.concealedAtSender, result.concealedAtReceiver) < CONCEALED_MAX || 'the sound of the call broke',
].filter((kept) => kept !== true)
for (const promise of broken) console.error(`Not kept: ${promise}`)
if (broken.length > 0) process.exitCode = 1
