// How long from the second person's "Join call" to the first remote frame, and how much of it comes after both cameras are
// open. Two Chromium processes and the server on one machine; median, minimum and maximum of N runs.
//   ./dev connect [RUNS]
import { writeFileSync } from 'node:fs'
import type { Browser } from '@playwright/test'
import { launch } from '../src/browser.ts'
import { Caller } from '../src/caller.ts'
import { median } from '../src/median.ts'
import { type Server, startServer } from '../src/server.ts'

const runs = Number(process.argv[2] ?? 10)

type Camera = 'open before' | 'opened by the press'

interface Run {
  readonly joinToFrame: number
  readonly camerasToFrame: number
}

async function measure(server: Server, browsers: readonly [Browser, Browser], camera: Camera): Promise<Run> {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  // Without the permission, the page opens the devices only when "Join call" is pressed.
  const ben = await Caller.open(browsers[1], link, 'Ben', camera === 'opened by the press' ? { permissions: [] } : {})
  await ben.join()
  const [joinPressed, devicesReady, frameAtBen, frameAtAna] = await Promise.all([
    ben.mark('tincan:join-pressed'),
    ben.mark('tincan:devices-ready'),
    ben.mark('tincan:first-remote-frame'),
    ana.mark('tincan:first-remote-frame'),
  ])
  const frame = Math.max(frameAtAna, frameAtBen)
  await Promise.all([ana.page.context().close(), ben.page.context().close()])
  return { joinToFrame: frame - joinPressed, camerasToFrame: frame - Math.max(devicesReady, joinPressed) }
}

function summarize(values: readonly number[]) {
  return {
    median: Math.round(median(values)),
    min: Math.round(Math.min(...values)),
    max: Math.round(Math.max(...values)),
  }
}

const server = await startServer()
const browsers = [await launch(), await launch()] as const
const summary: Record<string, ReturnType<typeof summarize>> = {}
try {
  await measure(server, browsers, 'open before')
  for (const camera of ['open before', 'opened by the press'] as const) {
    const measured: Run[] = []
    for (let run = 1; run <= runs; run++) {
      measured.push(await measure(server, browsers, camera))
      process.stdout.write(`\rcamera ${camera}: run ${run} of ${runs} `)
    }
    process.stdout.write('\n')
    summary[`camera ${camera}: "Join call" to first frame on both sides`] = summarize(
      measured.map((it) => it.joinToFrame),
    )
    summary[`camera ${camera}: both cameras open to first frame`] = summarize(measured.map((it) => it.camerasToFrame))
  }
} finally {
  await Promise.all(browsers.map((browser) => browser.close()))
  await server.stop()
}

console.log(`\nMilliseconds, ${runs} runs each, after one to warm up:`)
console.table(summary)
if (process.env.RESULT) writeFileSync(process.env.RESULT, `${JSON.stringify(summary, null, 2)}\n`)
