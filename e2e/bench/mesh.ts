// ./dev mesh [MINUTES]: three people in a call in which a fourth comes and goes ten times. Nobody's picture may stop for the
// others.
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from '../src/browser.ts'
import type { Caller } from '../src/caller.ts'
import { longestPauses, openSmall, type Seen, seen } from '../src/mesh.ts'
import { startServer } from '../src/server.ts'

const VISITS = 10
const PAUSE_MILLIS_MAX = 300
/** Until the three have their full pictures of each other. */
const SETTLE_MILLIS = 10_000

const minutes = Number(process.argv[2] || 5)
if (!(minutes > 0)) {
  console.error('./dev mesh takes a number of minutes.')
  process.exit(2)
}

const server = await startServer()
const browsers = await Promise.all([launch(), launch()])
try {
  process.exitCode = (await meet()) ? 0 : 1
} finally {
  await Promise.all(browsers.map((browser) => browser.close()))
  await server.stop()
}

async function meet(): Promise<boolean> {
  const ana = await openSmall(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await openSmall(browsers[1], link, 'Ben')
  await ben.join()
  const cara = await openSmall(browsers[0], link, 'Cara')
  await cara.join()
  const staying = [ana, ben, cara]
  await sleep(SETTLE_MILLIS)

  const before = await seen(staying)
  const from = Date.now()
  const visitMillis = (minutes * 60_000) / VISITS
  for (let visit = 1; visit <= VISITS; visit += 1) {
    const end = from + visit * visitMillis
    const guest = await openSmall(browsers[1], link, `Guest ${visit}`)
    await guest.join()
    await sleep(Math.max(1000, (end - Date.now()) * 0.7))
    // Every other one just goes away.
    if (visit % 2) await guest.button('Leave').click()
    await guest.page.context().close()
    await sleep(Math.max(0, end - Date.now()))
  }
  const results = await Promise.all(staying.map((caller) => judge(caller, before, from)))
  return results.flat().every(Boolean)
}

async function judge(caller: Caller, before: readonly Seen[], from: number): Promise<boolean[]> {
  const pauses = await longestPauses(caller, from, Date.now())
  const after = await seen([caller])
  return before
    .filter(({ by }) => by === caller.name)
    .map((was) => {
      const is = after.find(({ of }) => of === was.of)
      const pause = pauses.get(was.of) ?? 0
      const frozen = (is?.frozen ?? Infinity) - was.frozen
      const frames = (is?.frames ?? 0) - was.frames
      const holds = frozen <= PAUSE_MILLIS_MAX && pause <= PAUSE_MILLIS_MAX && frames > 0
      const what = `${frames} frames, frozen for ${frozen} ms, longest pause ${pause} ms`
      console.log(`${holds ? 'ok  ' : 'FAIL'}  ${was.of}, as ${caller.name} sees it: ${what}`)
      return holds
    })
}
