// ./dev narrow [SECONDS]: one person's line carries 300 kbit/s and loses one packet in twenty for a while. Who is heard,
// how fast the picture gives way and comes back, whose network it is said to be, and what the call record says of it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spanAt } from '../src/record.ts'
import { root } from '../src/server.ts'
import { quiet } from './clock.ts'
import { closing, fail, needLab } from './command.ts'
import { Lab } from './lab.ts'
import { KILOBITS, type Look, type Mark, measure, type Narrowed, narrow } from './narrow.ts'

const LIMITS = { concealed: 0.05, downMillis: 5_000, upMillis: 20_000, namedMillis: 30_000, edgeMillis: 2_000 }

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
    named('Ana', narrowed, 0, 'Weak: their network'),
    named('Ben', narrowed, 1, 'Weak: your network'),
    ...recorded(narrowed),
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

/** Whether the mark says it in time, and nothing else of whose network it is while the line is narrow. */
function named(name: string, { from, to, marks }: Narrowed, side: 0 | 1, text: string) {
  const during = marks[side].filter(({ at }) => at >= from && at < to)
  const millis = (during.find((mark) => mark.text.endsWith(text))?.at ?? Infinity) - from
  const wrong = during.filter((mark) => mark.text.includes('Weak: ') && !mark.text.endsWith(text))
  const others = wrong.map(({ at, text }: Mark) => `, after ${tenths(at - from)} '${text}'`).join('')
  return verdict(
    `${name} is told '${text}' after ${tenths(millis)}${others}`,
    millis <= LIMITS.namedMillis && wrong.length === 0,
    '<= 30 s, and nothing else',
  )
}

function recorded({ from, to, record }: Narrowed) {
  const span = spanAt(record, { from, to })
  const edges = [span.from - from, span.to - to]
  return [
    verdict(
      `the record's edges are ${edges.map(tenths).join(' and ')} off`,
      edges.every((millis) => Math.abs(millis) <= LIMITS.edgeMillis),
      '<= 2 s',
    ),
    verdict(
      `the record says: ${span.what.join(', ')}, ${span.direction}, ${span.cause}`,
      span.cause === 'your network' && span.direction === 'both',
      'both, your network',
    ),
  ]
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
