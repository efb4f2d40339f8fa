// Adds up the JUnit reports and says how it went: `N passed, N failed` stands alone on the last line.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const [reports, ...steps] = process.argv.slice(2)

const surefire = readdirSync('.', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => [entry.name, join(entry.name, 'target', 'surefire-reports')])
  .filter(([, folder]) => existsSync(folder))
  .map(([name, folder]) => [
    `java ${name}`,
    readdirSync(folder).filter((file) => /^TEST-.*\.xml$/.test(file)).map((file) => join(folder, file)),
  ])
const browsers = ['web', 'e2e'].map((name) => [
  name,
  readdirSync(reports).filter((file) => file.startsWith(name)).map((file) => join(reports, file)),
])

/** Said of each failed test, so that the end of a long output tells enough. */
const WHY_LINES = 12

const failures = []

/** Cases, failures and skips of one report, by its <testcase> elements. */
function count(file) {
  const cases = readFileSync(file, 'utf8').match(/<testcase\b[^>]*?(\/>|>[\s\S]*?<\/testcase>)/g) ?? []
  const failed = cases.filter((it) => /<(failure|error)\b/.test(it))
  const skipped = cases.filter((it) => /<skipped\b/.test(it)).length
  failures.push(...failed)
  return { passed: cases.length - failed.length - skipped, failed: failed.length, skipped }
}

const plain = (xml) =>
  stripVTControlCharacters(xml).replace(/&(lt|gt|quot|apos|amp);|&#(\d+);/g, (_, name, code) =>
    name ? { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name] : String.fromCodePoint(Number(code)),
  )

function tell(failed) {
  const [, classname = ''] = /\bclassname="([^"]*)"/.exec(failed) ?? []
  const [, name = ''] = /\bname="([^"]*)"/.exec(failed) ?? []
  const [, , said = '', text = ''] =
    /<(failure|error)\b(?:[^>]*?\bmessage="([^"]*)")?[^>]*>([\s\S]*?)<\/\1>/.exec(failed) ?? []
  const [, whole] = /<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)/.exec(text) ?? [, plain(text)]
  const why = plain(whole.trim() || said).split('\n').filter((line) => line.trim() !== '')
  console.log(`\nFAILED ${plain(classname)} › ${plain(name)}`)
  for (const line of why.slice(0, WHY_LINES)) console.log(`  ${line}`)
}

const lines = []
const total = { passed: 0, failed: 0, skipped: 0 }
for (const [name, files] of [...surefire, ...browsers]) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const file of files) {
    const found = count(file)
    for (const key of Object.keys(sum)) sum[key] += found[key]
  }
  for (const key of Object.keys(total)) total[key] += sum[key]
  lines.push(`${name.padEnd(14)} ${String(sum.passed).padStart(5)} passed ${String(sum.failed).padStart(4)} failed ${String(sum.skipped).padStart(4)} skipped`)
}

if (failures.length > 0) console.log('\n== What failed')
failures.forEach(tell)
console.log('\n== Summary')
for (const line of lines) console.log(line)

let broken = false
for (const step of steps) {
  const [, name, code, seconds] = /^(.*):(\d+):(\d+)$/.exec(step)
  console.log(`${code === '0' ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (code !== '0') broken = true
}
// A step that fails without a failed test (format, lint, coverage, a build) counts as one.
if (broken && total.failed === 0) total.failed = 1
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`)
process.exit(broken || total.failed > 0 || total.passed === 0 ? 1 : 0)
