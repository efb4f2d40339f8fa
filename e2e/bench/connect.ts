// How long from the second person's "Join call" to the first remote frame, and how much of it comes after both cameras are
// open. Two Chromium processes and the server on one machine; median, minimum and maximum of N runs.
//   ./dev connect [RUNS]
import { writeFileSync } from 'node:fs'
import { launch } from '../src/browser.ts'
import { Caller } from '../src/caller.ts'
import { startServer } from '../src/server.ts'

const runs = Number(process.argv[2] ?? 10)

interface Run {
  readonly joinToFrame: number
  readonly camerasToFrame: number
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** The time of a mark in the page, in milliseconds since 1970: both pages run on one clock. */
function mark(caller: Caller, name: string): Promise<number> {
  return caller.page.evaluate(async (name) => {
    for (;;) {
      const found = performance.getEntriesByName(name).at(-1)
      if (found) return performance.timeOrigin + found.startTime
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }, name)
}

const server = await startServer()
const browsers = [await launch(), await launch()] as const
const measured: Run[] = []
try {
  for (let run = 0; run <= runs; run++) {
    const ana = await Caller.open(browsers[0], server.url, 'Ana')
    const link = await ana.newCall()
    await ana.join()
    const ben = await Caller.open(browsers[1], link, 'Ben')
    await ben.join()
    const [joinPressed, devicesReady, frameAtBen, frameAtAna] = await Promise.all([
      mark(ben, 'tincan:join-pressed'),
      mark(ben, 'tincan:devices-ready'),
      mark(ben, 'tincan:first-remote-frame'),
      mark(ana, 'tincan:first-remote-frame'),
    ])
    const frame = Math.max(frameAtAna, frameAtBen)
    const both = { joinToFrame: frame - joinPressed, camerasToFrame: frame - Math.max(devicesReady, joinPressed) }
    const warmUp = run === 0
    console.log(
      `${warmUp ? 'warm-up' : `run ${run}`}: ${both.joinToFrame.toFixed(0)} ms from Join call to the first frame on both` +
        ` sides, ${both.camerasToFrame.toFixed(0)} ms after both cameras were open`,
    )
    if (!warmUp) measured.push(both)
    await Promise.all([ana.page.context().close(), ben.page.context().close()])
  }
} finally {
  await Promise.all(browsers.map((browser) => browser.close()))
  await server.stop()
}

const summary = Object.fromEntries(
  (['joinToFrame', 'camerasToFrame'] as const).map((key) => {
    const values = measured.map((it) => it[key])
    return [
      key,
      {
        median: Math.round(median(values)),
        min: Math.round(Math.min(...values)),
        max: Math.round(Math.max(...values)),
      },
    ]
  }),
)
console.log(`\nMilliseconds, ${measured.length} runs:`)
console.table(summary)
if (process.env.RESULT) writeFileSync(process.env.RESULT, `${JSON.stringify(summary, null, 2)}\n`)
