// A call between two homes, at one of which packets get lost for a while: whose network both people are told it is.
import type { Caller } from '../src/caller.ts'
import { sleep } from './clock.ts'
import type { Lab } from './lab.ts'
import type { Machine } from './network.ts'
import { Stage } from './stage.ts'

/** Of the packets, each way. */
const LOST_PERCENT = 6
/** For a first measurement, of the undisturbed network. */
const CALM_MILLIS = 22_000
const NAMED_WITHIN_MILLIS = 30_000
const GOOD_WITHIN_MILLIS = 45_000

export interface Marked {
  /** From the first lost packet until both were told whose network it is, and from the last until both are told that it is good. */
  readonly namedMillis: number
  readonly goodMillis: number
  /** What the marks said before anything was wrong. */
  readonly before: readonly (string | null)[]
}

/** Packets get lost at Ben's home. */
export async function mark(lab: Lab, name: string): Promise<Marked> {
  const stage = await Stage.open({ lab, homes: name })
  const [ana, ben] = stage.callers
  try {
    // What a busy computer does to pictures is not of the network.
    for (const caller of stage.callers) await caller.button('Turn camera off').click()
    await sleep(CALM_MILLIS)
    const before = [await said(ana), await said(ben)]
    const lossy = Date.now()
    const repair = lose(stage.router, LOST_PERCENT)
    const named = [
      told(ana, /Weak: their network$/, NAMED_WITHIN_MILLIS),
      told(ben, /Weak: your network$/, NAMED_WITHIN_MILLIS),
    ]
    await Promise.all(named)
    const namedMillis = Date.now() - lossy
    repair()
    const well = Date.now()
    await Promise.all([told(ana, /Good$/, GOOD_WITHIN_MILLIS), told(ben, /Good$/, GOOD_WITHIN_MILLIS)])
    return { namedMillis, goodMillis: Date.now() - well, before }
  } finally {
    await stage.close()
  }
}

const MARK = /^Connection with/

/** What the mark of the other person says, as a whole sentence. */
export function said(caller: Caller): Promise<string | null> {
  return caller.button(MARK).getAttribute('aria-label')
}

async function told(caller: Caller, text: RegExp, millis: number): Promise<void> {
  try {
    await caller.button(new RegExp(`${MARK.source} .*${text.source}`)).waitFor({ timeout: millis })
  } catch {
    throw new Error(`${caller.name} is not told '${text.source}' after ${millis} ms, but '${await said(caller)}'`)
  }
}

function lose(router: Machine, percent: number): () => void {
  return router.rules(
    'lossy',
    `chain forward { type filter hook forward priority -10; numgen random mod 100 < ${percent} drop; }`,
  )
}
