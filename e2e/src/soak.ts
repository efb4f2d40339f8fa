// A call of two in which something goes on all the time, and what each page holds meanwhile.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, CDPSession } from '@playwright/test'
import { Caller } from './caller.ts'

/** The chat keeps so many lines; from then on it does not grow any more. */
const CHAT_LINES = 500

/** What a page holds right after its garbage was collected. */
export interface Sample {
  readonly minutes: number
  readonly name: string
  readonly heapMegabytes: number
  readonly nodes: number
  readonly listeners: number
  /** Connections that the page did not let go of, closed ones too. */
  readonly connections: number
}

export type Held = 'heapMegabytes' | 'nodes' | 'listeners' | 'connections'

/** How much each may grow from the first to the last sample, by the line that fits them best; and how far apart they may lie. */
const LIMITS: Record<Held, { readonly growth: number; readonly spread: number }> = {
  heapMegabytes: { growth: 1.5, spread: 4 },
  nodes: { growth: 60, spread: 400 },
  listeners: { growth: 30, spread: 150 },
  // Each measurement of the own network makes two. Chromium keeps for good what is closed while its state is changing, which
  // a page does that waits for the processor; all others are let go of some rounds later.
  connections: { growth: 4, spread: 10 },
}

/** To run before the page's own code, after keepPeers: no connection stays only because the test knows it. */
function letGoOfPeers(): void {
  const born: WeakRef<RTCPeerConnection>[] = []
  Object.defineProperty(window, 'peers', {
    get() {
      return born.flatMap((reference) => reference.deref() ?? [])
    },
  })
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      born.push(new WeakRef(this))
    }
  }
}

class Inmate {
  readonly caller: Caller
  readonly #session: CDPSession

  private constructor(caller: Caller, session: CDPSession) {
    this.caller = caller
    this.#session = session
  }

  static async open(browser: Browser, url: string, name: string): Promise<Inmate> {
    const caller = await Caller.open(browser, url, name)
    await caller.page.addInitScript(letGoOfPeers)
    await caller.page.goto(url)
    const session = await caller.page.context().newCDPSession(caller.page)
    await session.send('Performance.enable')
    return new Inmate(caller, session)
  }

  async sample(minutes: number): Promise<Sample> {
    // What the first collection lets go of may hold on to more.
    for (let round = 0; round < 3; round++) await this.#session.send('HeapProfiler.collectGarbage')
    const { metrics } = await this.#session.send('Performance.getMetrics')
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
    return {
      minutes,
      name: this.caller.name,
      heapMegabytes: value('JSHeapUsedSize') / 1_000_000,
      nodes: value('Nodes'),
      listeners: value('JSEventListeners'),
      connections: await this.caller.page.evaluate(() => window.peers.length),
    }
  }
}

/** Something of everything that people do in a call, and a lost path. */
async function live(ana: Caller, ben: Caller, round: number, chat: boolean): Promise<void> {
  if (chat) await talk(ana, ben, round)
  await ana.button('Mute microphone').click()
  await ana.button('Unmute microphone').click()
  await ben.button('Turn camera off').click()
  await ben.button('Turn camera on').click()
  const sharer = round % 2 === 0 ? ana : ben
  const viewer = sharer === ana ? ben : ana
  await sharer.button('Share screen').click()
  await viewer.sharedScreen().waitFor()
  await sharer.button('Stop sharing').click()
  await viewer.sharedScreen().waitFor({ state: 'detached' })
  await viewer.button('More').click()
  await viewer.button('Devices').click()
  await viewer.button('Close').click()
  if (round % 3 === 0) {
    await ana.button('Break the path of media').click()
    await ana.page.getByText('Connected directly').waitFor()
  }
}

async function talk(ana: Caller, ben: Caller, round: number): Promise<void> {
  await ana.say(`Ana says ${round}`)
  await ben.say(`Ben says ${round}`)
  await ana.page.getByText(`Ben says ${round}`, { exact: true }).waitFor()
  await ben.page.getByText(`Ana says ${round}`, { exact: true }).waitFor()
}

/** Edits of a field that Chromium keeps for undo, with the nodes that were in it; the oldest makes room. */
const UNDO_STEPS = 1000

/** Each line that was written and sent leaves one. */
async function fillUndo({ page }: Caller): Promise<void> {
  const box = page.getByRole('textbox', { name: /message/i })
  await box.focus()
  await box.evaluate((box, steps) => {
    const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value') ?? {}
    for (let step = 0; step < steps; step++) {
      document.execCommand('insertText', false, 'x')
      set?.call(box, '')
      box.dispatchEvent(new Event('input', { bubbles: true }))
    }
  }, UNDO_STEPS)
}

/**
 * @param chat with it, as it grows until it is full; then it is filled first, which takes minutes
 * @param rest milliseconds in which nothing but the call goes on, after each round
 * @param seen told of each sample when it is taken
 */
export async function soak(
  url: string,
  browsers: readonly [Browser, Browser],
  minutes: number,
  chat: boolean,
  rest = 0,
  seen: (sample: Sample) => void = () => undefined,
): Promise<readonly Sample[]> {
  const first = await Inmate.open(browsers[0], url, 'Ana')
  const link = `${await first.caller.newCall()}?debug`
  await first.caller.page.goto(link)
  await first.caller.join()
  const second = await Inmate.open(browsers[1], link, 'Ben')
  await second.caller.join()
  const [ana, ben] = [first.caller, second.caller]
  for (const { page } of [ana, ben]) await page.locator('video[data-shown]').waitFor()
  if (chat) {
    for (let line = 0; line < CHAT_LINES; line += 2) await talk(ana, ben, line)
    for (const caller of [ana, ben]) await fillUndo(caller)
  }
  // Each thing happened once, with all that is loaded for it, before anything is counted.
  for (let round = 0; round < 3; round++) await live(ana, ben, round, chat)

  const samples: Sample[] = []
  const start = Date.now()
  const every = Math.min(60_000, (minutes * 60_000) / 10)
  for (let round = 3, due = 0; ; round++) {
    const elapsed = Date.now() - start
    if (elapsed >= due) {
      for (const inmate of [first, second]) {
        const sample = await inmate.sample(elapsed / 60_000)
        samples.push(sample)
        seen(sample)
      }
      due += every
      if (elapsed >= minutes * 60_000) break
    }
    await live(ana, ben, round, chat)
    await sleep(rest)
  }
  await Promise.all([ana, ben].map(expectFrames))
  return samples
}

/** The call is one until the end. */
async function expectFrames({ page }: Caller): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) =>
        document.querySelector<HTMLVideoElement>('video[data-participant]')?.requestVideoFrameCallback(resolve),
      ),
  )
}

/** Of the time, in which what has a bound fills: the call record keeps every second of the last 15 minutes. */
const FILLING = 1 / 8

/** What grew after that; empty when nothing did. */
export function growth(all: readonly Sample[]): readonly string[] {
  const end = all.at(-1)?.minutes ?? 0
  const samples = all.filter(({ minutes }) => minutes >= end * FILLING)
  const names = [...new Set(samples.map(({ name }) => name))]
  return names.flatMap((name) =>
    (Object.keys(LIMITS) as Held[]).flatMap((held) => {
      const points = samples
        .filter((sample) => sample.name === name)
        .map((sample) => [sample.minutes, sample[held]] as const)
      const values = points.map(([, value]) => value)
      const grown = slope(points) * ((points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0))
      const spread = Math.max(...values) - Math.min(...values)
      const within = grown <= LIMITS[held].growth && spread <= LIMITS[held].spread
      return within ? [] : [`${name}: ${held} grew by ${grown.toFixed(1)}, and lay ${spread.toFixed(1)} apart`]
    }),
  )
}

/** Of the line with the least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(points.map(([x]) => x))
  const y = mean(points.map(([, y]) => y))
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  const below = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  return below === 0 ? 0 : above / below
}
