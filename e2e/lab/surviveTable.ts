// What the rows of ./dev survive gave, as text, and what of it is not as it must be.
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { median } from '../src/median.ts'
import { root } from '../src/server.ts'
import { table } from './matrix.ts'
import type { Row, Run } from './survive.ts'

export interface Measured {
  readonly row: Row
  readonly runs: Run[]
}

/** Why a row fails, each reason once. */
export function problems({ row, runs }: Measured): readonly string[] {
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

export function line(done: Measured): string {
  const wrong = problems(done)
  const verdict = wrong.length ? `FAIL\n    ${wrong.map((it) => it.replaceAll('\n', '\n    ')).join('\n    ')}` : 'pass'
  return `${done.row.name}\n    ${summary(done)}\n    ${verdict}`
}

export function markdown(measured: readonly Measured[], runs: number): string {
  const lines = measured.map((done) => {
    const wrong = problems(done)
    const why = wrong.map((it) => it.split('\n')[0]?.replaceAll('|', '/')).join('; ')
    return [done.row.name, done.row.holds, summary(done), wrong.length ? `FAIL: ${why}` : 'pass']
  })
  const head = ['what happens in the call', 'what must hold', 'median (worst)', 'verdict']
  const version = /<version>(.*)<\/version>/.exec(readFileSync(join(root, 'pom.xml'), 'utf8'))?.[1]
  const cpu = cpus()
  return [
    `Tincan ${version}, ${runs} runs of each row, ${new Date().toISOString().slice(0, 10)}. Server and both browsers on`,
    `one machine: ${cpu.length} x ${cpu[0]?.model.trim()}.\n`,
    table([head, ...lines]),
  ].join('\n')
}
