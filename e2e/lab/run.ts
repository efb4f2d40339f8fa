// ./dev lab [FILTER]: real calls between two homes behind NATs of each kind, compared with what theory expects.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../src/server.ts'
import { closing, fail, needLab } from './command.ts'
import { allCells, Lab, type Measured, nameOf } from './lab.ts'
import { checkMapping, type MappingCheck } from './mapping.ts'
import { line, markdown } from './matrix.ts'
import type { KindName } from './nats.ts'

const filter = (process.argv[2] ?? '').toLowerCase()

const cells = allCells().filter((cell) => nameOf(cell).toLowerCase().includes(filter))
if (cells.length === 0)
  fail(`No cell of the NAT lab has '${filter}' in its name; there are:\n  ${allCells().map(nameOf).join('\n  ')}`)
needLab()

const start = Date.now()
const measured: Measured[] = []
const mappings: MappingCheck[] = []

async function measureAll(lab: Lab): Promise<void> {
  await lab.ready()
  for (const kind of new Set<KindName>(cells.flatMap(({ a, b }) => [a, b]))) {
    const check = await checkMapping(lab, kind)
    mappings.push(check)
    console.log(`STUN from ${kind}: ${check.found}${check.problem ? `\n  NOT AS EXPECTED: ${check.problem}` : ''}`)
  }
  for (const cell of cells) {
    const done = await lab.measure(cell)
    measured.push(done)
    console.log(line(done))
  }
}

const lab = new Lab()
await closing(lab, () => measureAll(lab))

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
