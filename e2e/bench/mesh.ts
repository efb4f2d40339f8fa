// ./dev mesh [MINUTES]: three people in a call in which a fourth comes and goes ten times. Nobody's picture may stop for the
// others. The fourth opens the page once, before anything counts: loading it takes both cores, which at home are somebody else's.
import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from '../src/browser.ts'
import { Caller } from '../src/caller.ts'
import { type Seen, seen, smallCamera } from '../src/mesh.ts'
import { startServer } from '../src/server.ts'

const STAYING = 3
const VISITS = 10
/** Of one picture in one visit: a single stop is shorter still. */
const FROZEN_MILLIS_MAX = 300
/** Until all have their full pictures of each other. */
const SETTLE_MILLIS = 10_000

/** Four large windows take what two cores have before anybody comes or goes. */
const WINDOW = { width: 480, height: 360 }

const minutes = Number(process.argv[2] || 5)
if (!(minutes > 0)) {
  console.error('./dev mesh takes a number of minutes.')
  process.exit(2)
}

const server = await startServer()
const browsers = await Promise.all([launch(), launch()])
const result = await meet()
  .then(pictures)
  .finally(async () => {
    await Promise.all(browsers.map((browser) => browser.close()))
    await server.stop()
  })
console.table(
  result.map(({ of, by, frames, frozenMillis }) => ({
    picture: `${of}, as ${by} sees it`,
    frames: frames.reduce((sum, it) => sum + it),
    'fewest in a visit': Math.min(...frames),
    'ms frozen': frozenMillis.reduce((sum, it) => sum + it),
    'most in a visit': Math.max(...frozenMillis),
  })),
)
const { RESULT } = process.env
if (RESULT) await writeFile(RESULT, `${JSON.stringify({ minutes, window: WINDOW, pictures: result }, null, 2)}\n`)
const holds = ({ frames, frozenMillis }: Picture) =>
  frames.every((it) => it > 0) && frozenMillis.every((it) => it <= FROZEN_MILLIS_MAX)
const stopped = result.filter((picture) => !holds(picture))
for (const { of, by } of stopped) console.error(`${of} stopped for ${by}.`)
if (stopped.length > 0 || result.length < STAYING * (STAYING - 1)) process.exitCode = 1

function open(browser: 0 | 1, url: string, name: string): Promise<Caller> {
  return Caller.open(browsers[browser], url, name, { scripts: [smallCamera], viewport: WINDOW })
}

/** What those who stay saw of each other before the first visit and after each. */
async function meet(): Promise<Seen[][]> {
  const ana = await open(0, server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await open(1, link, 'Ben')
  const cara = await open(0, link, 'Cara')
  const dan = await open(1, link, 'Dan')
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
  /** Of each visit. */
  readonly frames: readonly number[]
  readonly frozenMillis: readonly number[]
}

function pictures([first = [], ...visits]: readonly Seen[][]): Picture[] {
  return first.map(({ of, by }) => {
    const series = [first, ...visits].map((all) => all.find((it) => it.by === by && it.of === of))
    const grown = (what: 'frames' | 'frozen') =>
      series.slice(1).map((it, before) => (it?.[what] ?? Number.NaN) - (series[before]?.[what] ?? Number.NaN))
    return { of, by, frames: grown('frames'), frozenMillis: grown('frozen') }
  })
}
