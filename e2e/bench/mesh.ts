// ./dev mesh [MINUTES]: three people in a call in which a fourth comes and goes ten times. Nobody's picture may stop for the
// others. The fourth opens the page once, before anything counts: loading it takes both cores, which at home are somebody else's.
import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from '../src/browser.ts'
import { openSmall, type Seen, SMALL_WINDOW, seen } from '../src/mesh.ts'
import { startServer } from '../src/server.ts'

const STAYING = 3
const VISITS = 10
/** Of one picture in one visit: a single stop is shorter still. */
const FROZEN_MILLIS_MAX = 300
/** Until all have their full pictures of each other. */
const SETTLE_MILLIS = 10_000

const minutes = Number(process.argv[2] || 5)
if (!(minutes > 0)) {
  console.error('./dev mesh takes a number of minutes.')
  process.exit(2)
}

const server = await startServer()
const browsers = await Promise.all([launch(), launch()])
const pictures = await meet()
  .then(judge)
  .finally(async () => {
    await Promise.all(browsers.map((browser) => browser.close()))
    await server.stop()
  })
console.table(pictures)
const { RESULT } = process.env
if (RESULT) await writeFile(RESULT, `${JSON.stringify({ minutes, window: SMALL_WINDOW, pictures }, null, 2)}\n`)
const holds = ({ fewestFrames, mostFrozenMillis }: Picture) => fewestFrames > 0 && mostFrozenMillis <= FROZEN_MILLIS_MAX
const stopped = pictures.filter((picture) => !holds(picture))
for (const { of, by } of stopped) console.error(`${of} stopped for ${by}.`)
if (stopped.length > 0 || pictures.length < STAYING * (STAYING - 1)) process.exitCode = 1

/** What those who stay saw of each other before the first visit and after each. */
async function meet(): Promise<Seen[][]> {
  const ana = await openSmall(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await openSmall(browsers[1], link, 'Ben')
  const cara = await openSmall(browsers[0], link, 'Cara')
  const dan = await openSmall(browsers[1], link, 'Dan')
  for (const caller of [ben, cara, dan]) await caller.join()
  const staying = [ana, ben, cara]
  await sleep(SETTLE_MILLIS)
  await dan.button('Leave').click()

  const from = Date.now()
  const visits: Seen[][] = [await seen(staying)]
  const visitMillis = (minutes * 60_000) / VISITS
  for (let visit = 1; visit <= VISITS; visit += 1) {
    const end = from + visit * visitMillis
    await dan.button('Rejoin').click()
    await sleep(Math.max(1000, (end - Date.now()) * 0.7))
    const met = (await seen(staying)).filter(({ of, frames }) => of.includes(dan.name) && frames > 0)
    if (met.length < STAYING) throw new Error(`Visit ${visit}: not everybody saw ${dan.name}.`)
    await dan.button('Leave').click()
    await sleep(Math.max(0, end - Date.now()))
    visits.push(await seen(staying))
  }
  return visits
}

interface Picture {
  readonly of: string
  readonly by: string
  readonly frames: number
  /** In one visit. */
  readonly fewestFrames: number
  readonly frozenMillis: number
  /** In one visit. */
  readonly mostFrozenMillis: number
}

function judge([first = [], ...visits]: readonly Seen[][]): Picture[] {
  return first.map(({ of, by }) => {
    const series = [first, ...visits].map((all) => all.find((it) => it.by === by && it.of === of))
    const grown = (what: 'frames' | 'frozen') =>
      series.slice(1).map((it, before) => (it?.[what] ?? Number.NaN) - (series[before]?.[what] ?? Number.NaN))
    const sum = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
    const [frames, frozen] = [grown('frames'), grown('frozen')]
    return {
      of,
      by,
      frames: sum(frames),
      fewestFrames: Math.min(...frames),
      frozenMillis: sum(frozen),
      mostFrozenMillis: Math.max(...frozen),
    }
  })
}
