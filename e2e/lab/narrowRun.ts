// ./dev narrow [SECONDS]: one person's line carries 300 kbit/s and loses one packet in twenty for a while. Who is heard, and
// how fast the picture gives way and comes back.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../src/server.ts'
import { quiet } from './clock.ts'
import { closing, fail, needLab } from './command.ts'
import { Lab } from './lab.ts'
import { KILOBITS, type Look, measure, type Narrowed, narrow } from './narrow.ts'

const LIMITS = { concealed: 0.05, downMillis: 5_000, upMillis: 20_000 }

const seconds = Number(process.argv[2] || 60)
if (!(seconds >= 10 && seconds <= 600)) fail('./dev narrow takes a number of seconds, 10 to 600.')
needLab()

const lab = new Lab()
await closing(lab, async () => {
  await lab.ready()
  const busy = await quiet()
  const narrowed = await narrow(lab, 'narrow', seconds)
  const folder = join(root, 'target/narrow')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'narrow.json'), `${JSON.stringify(narrowed, null, 1)}\n`)
  for (const [index, side] of narrowed.looks.entries()) console.log(story(index ? 'Ben' : 'Ana', side, narrowed))

  const { concealed, downMillis, upMillis } = measure(narrowed)
  const lines = [
    verdict(`${(concealed * 100).toFixed(1)} % of the sound was made up`, concealed < LIMITS.concealed, '< 5 %'),
    verdict(`a smaller picture after ${tenths(downMillis)}`, downMillis <= LIMITS.downMillis, '<= 5 s'),
    verdict(`as large as before after ${tenths(upMillis)}`, upMillis <= LIMITS.upMillis, '<= 20 s'),
  ]
  console.log(
    `\n${KILOBITS} kbit/s and 5 % loss for ${seconds} s (machine ${Math.round(busy * 100)} % busy with others):`,
  )
  for (const { line } of lines) console.log(line)
  process.exitCode = lines.every(({ holds }) => holds) ? 0 : 1
})

function verdict(what: string, holds: boolean, limit: string) {
  return { holds, line: `${holds ? 'ok  ' : 'FAIL'}  ${what} (${limit})` }
}

function tenths(millis: number): string {
  return Number.isFinite(millis) ? `${(millis / 1000).toFixed(1)} s` : 'never'
}

/** What one side sent, every two seconds and at each change of the picture's size. */
function story(name: string, looks: readonly Look[], { from, to }: Narrowed): string {
  const rows: string[] = []
  let last: Look | undefined
  for (const look of looks) {
    if (last && look.lines === last.lines && look.at - last.at < 2000) continue
    const over = last ? (look.at - last.at) / 1000 : 1
    const rate = last ? Math.round(((look.bytesSent - last.bytesSent) * 8) / over / 1000) : 0
    const frames = last ? Math.round((look.framesSent - last.framesSent) / over) : 0
    const when = look.at < from ? 'before' : look.at <= to ? 'narrow' : 'wide'
    const share =
      last && look.samples > last.samples ? (look.concealed - last.concealed) / (look.samples - last.samples) : 0
    rows.push(
      `${((look.at - from) / 1000).toFixed(1).padStart(6)} s ${when}: ${look.lines} lines, ${frames} frames/s, ${rate} kbit/s of ` +
        `${Math.round(look.availableBits / 1000)}, limited by ${look.limitation || '-'}, ${(share * 100).toFixed(0)} % made up`,
    )
    last = look
  }
  return [`${name} sends, and hears:`, ...rows].join('\n')
}
