// ./dev lab [FILTER]: real calls between two homes behind NATs of each kind, compared with what theory expects.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../src/server.ts'
import { allCells, Lab, type Measured, nameOf } from './lab.ts'
import { checkMapping, type MappingCheck } from './mapping.ts'
import { line, markdown } from './matrix.ts'
import type { KindName } from './nats.ts'
import { missing } from './network.ts'

const filter = (process.argv[2] ?? '').toLowerCase()

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}

const cells = allCells().filter((cell) => nameOf(cell).toLowerCase().includes(filter))
if (cells.length === 0)
  fail(`No cell of the NAT lab has '${filter}' in its name; there are:\n  ${allCells().map(nameOf).join('\n  ')}`)
const reason = missing()
if (reason) fail(reason)

const start = Date.now()
const lab = await Lab.open()
const measured: Measured[] = []
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, async () => {
    if (interrupted) return
    interrupted = true
    await lab.close()
    process.exit(130)
  })
const mappings: MappingCheck[] = []
try {
  for (const kind of new Set<KindName>(cells.flatMap(({ a, b }) => [a, b]))) {
    const check = checkMapping(lab, kind)
    mappings.push(check)
    console.log(`STUN from ${kind}: ${check.found}${check.problem ? `\n  NOT AS EXPECTED: ${check.problem}` : ''}`)
  }
  for (const cell of cells) {
    const done = await lab.measure(cell)
    if (interrupted) await new Promise(() => {})
    measured.push(done)
    console.log(line(done))
  }
} finally {
  if (!interrupted) await lab.close()
}

const folder = join(root, 'target/lab')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'matrix.json'), `${JSON.stringify({ calls: measured, mappings }, null, 2)}\n`)
writeFileSync(join(folder, 'matrix.md'), markdown(measured))
console.log(`\n${markdown(measured)}`)
const problems = [...measured, ...mappings].filter(({ problem }) => problem !== undefined)
console.log(
  `${measured.length} calls in ${Math.round((Date.now() - start) / 1000)} s, ${problems.length} results not as theory says. The tables are in target/lab.`,
)
process.exitCode = problems.length ? 1 : 0
