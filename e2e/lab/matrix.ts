// What the lab measured, as text.
import type { Path } from '../src/statistics.ts'
import type { Connected, Failed } from './cell.ts'
import { type Measured, nameOf } from './lab.ts'
import { kindNames } from './nats.ts'

/** "direct 210 ms", "relay/tcp 250 ms", "FAILED". */
export function brief(result: Connected | Failed): string {
  if (result.path === 'FAILED') return 'FAILED'
  if (result.path === 'direct') return `direct ${result.millis} ms`
  const transports = new Set(result.sides.flatMap((side) => side.relayProtocol ?? []))
  return `relay/${[...transports].join('+')} ${result.millis} ms`
}

/** One line as a cell is done. */
export function line(measured: Measured): string {
  const { result } = measured
  const sides = result.path === 'FAILED' ? '' : `  (${result.sides.map(side).join(' | ')})`
  return `${nameOf(measured).padEnd(40)} ${brief(result)}${sides}${measured.problem ? `\n  NOT AS EXPECTED: ${measured.problem}` : ''}`
}

function side({ type, relayProtocol, remoteType }: Path): string {
  return `${relayProtocol ? `${type}/${relayProtocol}` : type} to ${remoteType}`
}

/** A table of all kinds; marked are the cells that are not as theory says. */
export function markdown(measured: readonly Measured[]): string {
  const pairs = measured.filter((it) => !it.sameHome)
  const kinds = kindNames.filter((kind) => pairs.some(({ a, b }) => a === kind || b === kind))
  const found = (a: string, b: string) => pairs.find((it) => (it.a === a && it.b === b) || (it.a === b && it.b === a))
  const cells = kinds.map((a, row) => [a, ...kinds.map((b, column) => (column < row ? '' : text(found(a, b))))])
  const others = measured.filter((it) => it.sameHome).map((it) => `\n${nameOf(it)}: ${text(it)}\n`)
  return (pairs.length ? table([['', ...kinds], ...cells]) : '') + others.join('')
}

function text(measured: Measured | undefined): string {
  if (!measured) return ''
  return brief(measured.result) + (measured.problem && measured.result.path !== 'FAILED' ? ' (!)' : '')
}

export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  const [head = [], ...body] = rows
  return `${[line(head), rule, ...body.map(line)].join('\n')}\n`
}
