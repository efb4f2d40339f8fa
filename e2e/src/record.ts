// The call record as a person saves it, and as a program reads it.
import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import type { Caller } from './caller.ts'

export interface SavedSpan {
  readonly from: number
  readonly to: number
  readonly name: string
  readonly direction: string
  readonly what: readonly string[]
  readonly cause: string
  readonly loss?: number
}

export interface SavedRecord {
  readonly file: string
  readonly name: string
  readonly text: string
  /** With times in milliseconds since 1970. */
  readonly spans: readonly SavedSpan[]
  /** How many others gave theirs. */
  readonly told: number
}

export interface Interval {
  readonly from: number
  readonly to: number
}

/** The span that has most in common with what really happened; a smaller picture may have come with it. */
export function spanAt({ spans }: SavedRecord, truth: Interval): SavedSpan {
  const common = (it: Interval) => Math.min(it.to, truth.to) - Math.max(it.from, truth.from)
  const [span] = spans.filter(({ what }) => !what.includes('resolution')).sort((a, b) => common(b) - common(a))
  if (span === undefined || common(span) <= 0) throw new Error(`nothing was found: ${JSON.stringify({ spans, truth })}`)
  return span
}

/** In the call by its dialog, afterwards by the button of the last page. */
export async function saveRecord(caller: Caller): Promise<SavedRecord> {
  const save = caller.button('Save call record')
  const inCall = await caller.button('Leave').isVisible()
  if (inCall && !(await save.isVisible())) await caller.button('Call record').click()
  const [download] = await Promise.all([caller.page.waitForEvent('download'), save.click()])
  if (inCall) await caller.page.keyboard.press('Escape')
  // A browser takes for a page what is called one.
  const file = `${await download.path()}.html`
  await download.saveAs(file)
  const text = readFileSync(file, 'utf8')
  const data = JSON.parse(/<script type="application\/json" id="call-record">(.*)<\/script>/.exec(text)?.[1] ?? '')
  const at = (moment: number) => data.record.startedAt + moment
  const spans = data.spans.map((span: SavedSpan) => ({ ...span, from: at(span.from), to: at(span.to) }))
  return { file, name: download.suggestedFilename(), text, spans, told: data.told.length }
}

export async function ask(asker: Caller, other: Caller, answer: 'Share' | 'Don’t share'): Promise<void> {
  await asker.button('Call record').click()
  await asker.button(`Ask ${other.name} for their record`).click()
  const question = other.page.getByRole('alertdialog', { name: `${asker.name} asks for your call record` })
  await question.getByRole('button', { name: answer, exact: true }).click()
  await expect(question).toHaveCount(0)
  await expect(
    asker.page.getByText(answer === 'Share' ? /is part of yours now/ : /did not share it/, { exact: false }),
  ).toBeVisible()
  await asker.page.keyboard.press('Escape')
}
