// ./dev lab [FILTER]: real calls between two homes behind NATs of each kind, compared with what theory expects.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
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
const measured: Measured[] = []
const mappings: MappingCheck[] = []

async function measureAll(lab: Lab): Promise<'done'> {
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
  return 'done'
}

const interrupted = new Promise<'interrupted'>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve('interrupted'))
})
const lab = new Lab()
const outcome = await Promise.race([measureAll(lab), interrupted])
  // Ctrl-C also ends the command that the lab waits for, whose failure may be seen first.
  .catch((error: unknown) => Promise.race([interrupted, setTimeout(100, error)]))
  .finally(() => lab.close())
if (outcome === 'interrupted') process.exit(130)
if (outcome !== 'done') throw outcome

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
