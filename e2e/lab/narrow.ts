// A call in which one person's line becomes narrow and lossy for a while: who can be heard, and what becomes of the picture.
import type { Caller } from '../src/caller.ts'
import { ask, type SavedRecord, saveRecord } from '../src/record.ts'
import { sleep } from './clock.ts'
import { narrowLine } from './disturb.ts'
import type { Lab } from './lab.ts'
import { said } from './marks.ts'
import { Stage } from './stage.ts'

export const KILOBITS = 300
/** One packet in so many is lost. */
const LOST_EVERY = 20
const LOOK_MILLIS = 250
/** Long enough for a call to reach its full size. */
const GROW_MILLIS = 25_000
const AFTER_MILLIS = 30_000

/** What one side sends and hears at one moment. */
export interface Look {
  readonly at: number
  /** Of the picture that is sent; 0 while none is. */
  readonly lines: number
  readonly framesSent: number
  readonly bytesSent: number
  readonly availableBits: number
  readonly limitation: string
  readonly samples: number
  readonly concealed: number
}

export interface Narrowed {
  /** Times in milliseconds since 1970: from when to when the line was narrow. */
  readonly from: number
  readonly to: number
  /** Per side, Ana's first; the narrow line is Ben's. */
  readonly looks: readonly [readonly Look[], readonly Look[]]
  /** What the mark of the other person said on each side, whenever it changed. */
  readonly marks: readonly [readonly Mark[], readonly Mark[]]
  /** Of Ben, after Ana gave him hers. */
  readonly record: SavedRecord
}

export interface Mark {
  readonly at: number
  readonly text: string
}

export interface Measures {
  /** Share of the samples of the worse side that were made up while the line was narrow, 0 to 1. */
  readonly concealed: number
  /** Until both sides sent a smaller picture, and until both sent as large a one as before; Infinity for never. */
  readonly downMillis: number
  readonly upMillis: number
}

export async function narrow(lab: Lab, name: string, seconds: number): Promise<Narrowed> {
  const stage = await Stage.open({ lab, homes: name })
  try {
    const watches = stage.callers.map((caller) => watch(caller)) as [Watch, Watch]
    await sleep(GROW_MILLIS)
    const from = Date.now()
    const widen = narrowLine(stage.router, KILOBITS, LOST_EVERY)
    await sleep(seconds * 1000)
    widen()
    const to = Date.now()
    await sleep(AFTER_MILLIS)
    const [ana, ben] = [await watches[0].end(), await watches[1].end()]
    await ask(stage.ben, stage.ana, 'Share')
    const record = await saveRecord(stage.ben)
    return { from, to, looks: [ana.looks, ben.looks], marks: [ana.marks, ben.marks], record }
  } finally {
    await stage.close()
  }
}

export function measure({ from, to, looks }: Narrowed): Measures {
  return {
    concealed: Math.max(...looks.map((side) => concealed(side.filter(({ at }) => at >= from && at <= to)))),
    downMillis: Math.max(...looks.map((side) => since(from, side, (lines) => lines < before(side, from)))),
    upMillis: Math.max(...looks.map((side) => since(to, side, (lines) => lines >= before(side, from)))),
  }
}

function before(side: readonly Look[], from: number): number {
  return side.findLast(({ at }) => at < from)?.lines ?? 0
}

function since(time: number, side: readonly Look[], wanted: (lines: number) => boolean): number {
  return (side.find(({ at, lines }) => at > time && wanted(lines))?.at ?? Infinity) - time
}

function concealed(looks: readonly Look[]): number {
  const [first, last] = [looks[0], looks.at(-1)]
  if (!first || !last || last.samples === first.samples) return 1
  return (last.concealed - first.concealed) / (last.samples - first.samples)
}

interface Watched {
  readonly looks: readonly Look[]
  readonly marks: readonly Mark[]
}

interface Watch {
  end(): Promise<Watched>
}

function watch(caller: Caller): Watch {
  const looks: Look[] = []
  const marks: Mark[] = []
  let ended = false
  const watching = (async () => {
    while (!ended) {
      looks.push(await caller.page.evaluate(look))
      const text = (await said(caller)) ?? ''
      if (text !== marks.at(-1)?.text) marks.push({ at: Date.now(), text })
      await sleep(LOOK_MILLIS)
    }
  })()
  // Who awaits it is told.
  watching.catch(() => undefined)
  return {
    end: async () => {
      ended = true
      await watching
      return { looks, marks }
    },
  }
}

/** Runs in the page. */
async function look(): Promise<Look> {
  const found = { lines: 0, framesSent: 0, bytesSent: 0, availableBits: 0, limitation: '', samples: 0, concealed: 0 }
  for (const peer of window.peers)
    if (peer.connectionState === 'connected')
      for (const it of (await peer.getStats()).values()) {
        if (it.type === 'outbound-rtp' && it.kind === 'video') {
          if (it.active !== false) found.lines = it.frameHeight ?? 0
          found.framesSent += it.framesSent ?? 0
          found.bytesSent += it.bytesSent ?? 0
          found.limitation = it.qualityLimitationReason ?? ''
        }
        if (it.type === 'candidate-pair' && it.nominated) found.availableBits = it.availableOutgoingBitrate ?? 0
        if (it.type === 'inbound-rtp' && it.kind === 'audio') {
          found.samples += it.totalSamplesReceived ?? 0
          found.concealed += it.concealedSamples ?? 0
        }
      }
  return { at: Date.now(), ...found }
}
