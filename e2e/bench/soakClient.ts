// A call of two that goes on for hours, with chat, shares, mute toggles and broken paths: the pages must not grow. Exits 1 when
// one does.
//   ./dev soak client [MINUTES]
import { launch } from '../src/browser.ts'
import { startServer } from '../src/server.ts'
import { growth, type Sample, soak } from '../src/soak.ts'

const minutes = Number(process.argv[2] ?? 120)
/** Between two rounds: the machine is not kept busy for two hours, and a call is mostly people who talk. */
const REST = 10_000

function print({ minutes, name, heapMegabytes, nodes, listeners, connections }: Sample): void {
  const cells = [minutes.toFixed(1), name, heapMegabytes.toFixed(2), nodes, listeners, connections]
  console.log(cells.map((cell) => String(cell).padStart(9)).join(' '))
}

const server = await startServer()
// What pages hold on to does not depend on how many pictures they send, and two hours are long for a fan.
const few = ['--use-fake-device-for-media-stream=fps=5']
const browsers = [await launch(few), await launch(few)] as const
let grown: readonly string[]
try {
  console.log(['minute', 'page', 'heap MB', 'nodes', 'listeners', 'peers'].map((it) => it.padStart(9)).join(' '))
  grown = growth(await soak(server.url, [...browsers], minutes, true, REST, print))
} finally {
  await Promise.all(browsers.map((browser) => browser.close()))
  await server.stop()
}
for (const line of grown) console.error(line)
console.log(grown.length === 0 ? 'Nothing grew.' : 'Something grew.')
if (grown.length > 0) process.exitCode = 1
