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
  /** What part of the machine others used at most. */
  busy: number
}

/** Why a row fails, each reason once. */
export function problems({ row, runs }: Measured): readonly string[] {
  const over = Object.entries(row.limits).flatMap(([measure, limit]) => {
    const found = values(runs, measure)
    if (found.length < runs.length) return [`${measure}: measured in ${found.length} of ${runs.length} runs`]
    if (row.judged === 'median') return median(found) > limit ? [tooMuch(measure, median(found), limit)] : []
    return runs.flatMap(({ measures, undisturbed }) => {
      const [value = 0, allowed] = [measures[measure], Math.max(limit, undisturbed?.[measure] ?? 0)]
      return value > allowed ? [tooMuch(measure, value, allowed)] : []
    })
  })
  return [...new Set([...over, ...runs.flatMap((run) => run.problems)])]
}

function tooMuch(measure: string, value: number, allowed: number): string {
  return `${measure}: ${text(value)} is more than ${text(allowed)}`
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
  const measures = [...new Set(runs.flatMap((run) => Object.keys(run.measures)))]
  return measures.map((measure) => `${measure}: ${brief(values(runs, measure))}`).join('; ')
}

/** The longest silence of audio before anything happened. */
function floor({ runs }: Measured): string {
  const found = runs.flatMap(({ undisturbed }) => undisturbed?.['no audio for, ms'] ?? [])
  return found.length ? brief(found) : ''
}

function brief(found: readonly number[]): string {
  return found.length ? `${text(median(found))} (${text(Math.max(...found))})` : ''
}

export function line(done: Measured): string {
  const wrong = problems(done)
  const verdict = wrong.length ? `FAIL\n    ${wrong.map((it) => it.replaceAll('\n', '\n    ')).join('\n    ')}` : 'pass'
  return `${done.row.name}\n    ${summary(done)}; undisturbed: ${floor(done)}\n    ${verdict}`
}

export function markdown(measured: readonly Measured[], runs: number): string {
  const lines = measured.map((done) => {
    const wrong = problems(done)
    const why = wrong.map((it) => it.split('\n')[0]?.replaceAll('|', '/')).join('; ')
    return [done.row.name, done.row.holds, summary(done), floor(done), wrong.length ? `FAIL: ${why}` : 'pass']
  })
  const head = ['what happens in the call', 'what must hold', 'median (worst)', 'no audio undisturbed, ms', 'verdict']
  const version = /<version>(.*)<\/version>/.exec(readFileSync(join(root, 'pom.xml'), 'utf8'))?.[1]
  const cpu = cpus()
  return [
    `Tincan ${version}, ${runs} runs of each row, ${new Date().toISOString().slice(0, 10)}. Server and both browsers on`,
    `one machine: ${cpu.length} x ${cpu[0]?.model.trim()}, of which others used up to ${percent(measured)} % before a call. Silences`,
    'shorter than 60 ms are 0.\n',
    table([head, ...lines]),
  ].join('\n')
}

function percent(measured: readonly Measured[]): number {
  return Math.round(Math.max(0, ...measured.map(({ busy }) => busy)) * 100)
}
