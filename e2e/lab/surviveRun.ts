// ./dev survive [FILTER] [--runs=N]: what happens to real calls when something breaks, as a table of what must hold and what
// did.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { median } from '../src/median.ts'
import { root } from '../src/server.ts'
import { closing, fail, needLab } from './command.ts'
import { Lab } from './lab.ts'
import { table } from './matrix.ts'
import { allRows, type Row, type Run } from './survive.ts'

interface Measured {
  readonly row: Row
  readonly runs: Run[]
}

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
      const done: Measured = { row, runs: unready ? [unready] : [] }
      measured.push(done)
      while (!unready && done.runs.length < runs) done.runs.push(await playOne(lab, row, done.runs.length + 1))
      console.log(line(done))
    }
  })
}

async function playOne(lab: Lab, row: Row, number: number): Promise<Run> {
  const name = `row${rows.indexOf(row) + 1}-run${number}`
  const run = await row.play(lab, name).catch(failed)
  writeFileSync(
    join(folder, `${name}.txt`),
    `${row.name}\n${JSON.stringify(run.measures)}\n${run.problems.join('\n')}\n${run.evidence}\n`,
  )
  return run
}

function failed(error: unknown): Run {
  return { measures: {}, problems: [error instanceof Error ? error.message : String(error)], evidence: '' }
}

/** Why a row fails, each reason once. */
function problems({ row, runs }: Measured): readonly string[] {
  const over = Object.entries(row.limits).flatMap(([measure, limit]) => {
    const found = values(runs, measure)
    if (found.length < runs.length) return [`${measure}: measured in ${found.length} of ${runs.length} runs`]
    const judged = row.judged === 'median' ? median(found) : Math.max(...found)
    return judged > limit ? [`${measure}: ${text(judged)} is more than ${text(limit)}`] : []
  })
  return [...new Set([...over, ...runs.flatMap((run) => run.problems)])]
}

function values(runs: readonly Run[], measure: string): readonly number[] {
  return runs.flatMap((run) => run.measures[measure] ?? [])
}

function text(value: number): string {
  if (value === Infinity) return 'never'
  return value !== 0 && Math.abs(value) < 0.01
    ? value.toExponential(0)
    : String(Number(value.toFixed(value < 10 ? 2 : 0)))
}

/** "media back after, ms: 310 (450)": median and worst. */
function summary({ runs }: Measured): string {
  const measures = new Set(runs.flatMap((run) => Object.keys(run.measures)))
  return [...measures]
    .map(
      (measure) => `${measure}: ${text(median(values(runs, measure)))} (${text(Math.max(...values(runs, measure)))})`,
    )
    .join('; ')
}

function line(done: Measured): string {
  const wrong = problems(done)
  const verdict = wrong.length ? `FAIL\n    ${wrong.map((it) => it.replaceAll('\n', '\n    ')).join('\n    ')}` : 'pass'
  return `${done.row.name}\n    ${summary(done)}\n    ${verdict}`
}

function markdown(): string {
  const lines = measured.map((done) => {
    const wrong = problems(done)
    const why = wrong.map((it) => it.split('\n')[0]?.replaceAll('|', '/')).join('; ')
    return [done.row.name, done.row.holds, summary(done), wrong.length ? `FAIL: ${why}` : 'pass']
  })
  const head = ['what happens in the call', 'what must hold', 'median (worst)', 'verdict']
  const version = /<version>(.*)<\/version>/.exec(readFileSync(join(root, 'pom.xml'), 'utf8'))?.[1]
  const cpu = cpus()
  return [
    `Tincan ${version}, ${runs} runs of each row, ${new Date(start).toISOString().slice(0, 10)}. Server and both browsers on`,
    `one machine: ${cpu.length} x ${cpu[0]?.model.trim()}.\n`,
    table([head, ...lines]),
  ].join('\n')
}

const plain = measured.map((done) => ({
  name: done.row.name,
  holds: done.row.holds,
  limits: done.row.limits,
  runs: done.runs.map((run) => run.measures),
  problems: problems(done),
}))
writeFileSync(
  join(folder, 'survive.json'),
  `${JSON.stringify(plain, (_, it) => (it === Infinity ? 'never' : it), 2)}\n`,
)
writeFileSync(join(folder, 'survive.md'), markdown())
console.log(`\n${markdown()}`)
const wrong = plain.filter((it) => it.problems.length)
console.log(
  `${rows.length} rows in ${Math.round((Date.now() - start) / 1000)} s, ${wrong.length} fail. Tables, and what each call went through, are in target/survive.`,
)
process.exitCode = wrong.length ? 1 : 0
