// ./dev survive [FILTER] [--runs=N]: what happens to real calls when something breaks, as a table of what must hold and what
// did.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../src/server.ts'
import { quiet, sleep } from './clock.ts'
import { closing, fail, needLab } from './command.ts'
import { Lab } from './lab.ts'
import { allRows, type Run } from './survive.ts'
import { line, type Measured, markdown, problems } from './surviveTable.ts'

const words = process.argv.slice(2)
const runs = Number(words.find((it) => it.startsWith('--runs='))?.slice('--runs='.length) ?? 5)
const filter = (words.find((it) => !it.startsWith('--')) ?? '').toLowerCase()
const rows = allRows().filter(({ name }) => name.toLowerCase().includes(filter))
if (!Number.isInteger(runs) || runs < 1) fail('--runs=N takes a number of at least 1.')
if (rows.length === 0)
  fail(
    `No row has '${filter}' in its name; there are:\n  ${allRows()
      .map(({ name }) => name)
      .join('\n  ')}`,
  )
needLab()

const folder = join(root, 'target/survive')
mkdirSync(folder, { recursive: true })
// The longest row takes 3 minutes.
const PATIENCE_MILLIS = 300_000
const start = Date.now()
const measured: Measured[] = []

// A server with other options is another server.
for (const options of new Set(rows.map((row) => row.serverOptions.join(' ')))) {
  const lab = new Lab(options ? options.split(' ') : [])
  await closing(lab, async () => {
    const unready = await lab.ready().then(
      () => undefined,
      (error: unknown) => failed(error),
    )
    for (const row of rows.filter((it) => it.serverOptions.join(' ') === options)) {
      const done: Measured = { row, runs: unready ? [unready] : [], busy: 0 }
      measured.push(done)
      while (!unready && done.runs.length < runs) await playOne(lab, done)
      console.log(line(done))
    }
  })
}

async function playOne(lab: Lab, done: Measured): Promise<void> {
  const { row } = done
  const name = `row${rows.indexOf(row) + 1}-run${done.runs.length + 1}`
  done.busy = Math.max(done.busy, await quiet())
  const late = sleep(PATIENCE_MILLIS, undefined, { ref: false }).then(() => {
    throw new Error(`not over after ${PATIENCE_MILLIS / 1000} s`)
  })
  const run = await Promise.race([row.play(lab, name), late]).catch(failed)
  done.runs.push(run)
  const { measures, undisturbed, problems, evidence } = run
  const text = [row.name, JSON.stringify({ measures, undisturbed }, never), ...problems, evidence]
  writeFileSync(join(folder, `${name}.txt`), `${text.join('\n')}\n`)
}

function never(_: string, value: unknown): unknown {
  return value === Infinity ? 'never' : value
}

function failed(error: unknown): Run {
  return { measures: {}, problems: [error instanceof Error ? error.message : String(error)], evidence: '' }
}

const plain = measured.map((done) => ({
  name: done.row.name,
  holds: done.row.holds,
  limits: done.row.limits,
  busy: done.busy,
  runs: done.runs.map(({ measures, undisturbed }) => ({ measures, undisturbed })),
  problems: problems(done),
}))
writeFileSync(join(folder, 'survive.json'), `${JSON.stringify(plain, never, 2)}\n`)
writeFileSync(join(folder, 'survive.md'), markdown(measured, runs))
console.log(`\n${markdown(measured, runs)}`)
const wrong = plain.filter((it) => it.problems.length)
console.log(
  `${rows.length} rows in ${Math.round((Date.now() - start) / 1000)} s, ${wrong.length} fail. Tables, and what each call went through, are in target/survive.`,
)
process.exitCode = wrong.length ? 1 : 0
