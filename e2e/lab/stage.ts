// A call between two homes of which every silence and every word is watched: what the rows of survive.ts disturb.
import type { Browser } from '@playwright/test'
import { Caller, expectMedia } from '../src/caller.ts'
import { type Continuity, continuity } from '../src/continuity.ts'
import { tried } from './cell.ts'
import { sleep } from './clock.ts'
import type { Lab } from './lab.ts'
import type { KindName } from './nats.ts'
import type { Machine } from './network.ts'
import { expectedPath } from './theory.ts'

export interface Setting {
  readonly lab: Lab
  /** Homes of their own, for who moves out of one. */
  readonly homes: string
  readonly a?: KindName
  readonly b?: KindName
  /** Of the page, such as ?relay=1. */
  readonly query?: string
  /** Where the page is, when it is not at the server itself. */
  readonly origin?: string
}

export class Stage {
  readonly lab: Lab
  readonly ana: Caller
  /** The one to whom things happen. */
  readonly ben: Caller
  readonly computer: Machine
  /** When both saw and heard each other, and the path was the one of the setting. */
  readonly since: number
  readonly #browsers: readonly Browser[]

  private constructor(lab: Lab, ana: Caller, ben: Caller, computer: Machine, browsers: readonly Browser[]) {
    this.lab = lab
    this.ana = ana
    this.ben = ben
    this.computer = computer
    this.since = Date.now()
    this.#browsers = browsers
  }

  static async open({
    lab,
    homes,
    a = 'full cone',
    b = 'port-restricted',
    query = '',
    origin,
  }: Setting): Promise<Stage> {
    const computers = [lab.internet.home(a, `${homes}-a`)[0], lab.internet.home(b, `${homes}-b`)[0]] as const
    const [first, second] = await Promise.all([lab.person(a, computers[0]), lab.person(b, computers[1])])
    const browsers = [first.browser, second.browser]
    try {
      const options = { watched: true }
      const ana = await Caller.open(first.browser, origin ?? first.url, 'Ana', options)
      const link = (await ana.newCall()) + query
      if (query) await ana.page.goto(link)
      await ana.join()
      const ben = await Caller.open(second.browser, link, 'Ben', options)
      await ben.join()
      await expectMedia(ana, ben)
      await settled([ana, ben], query.includes('relay=1') ? 'relay' : expectedPath(a, b))
      return new Stage(lab, ana, ben, computers[1] as Machine, browsers)
    } catch (error) {
      await Promise.all(browsers.map((browser) => browser.close()))
      throw error
    }
  }

  get callers(): readonly [Caller, Caller] {
    return [this.ana, this.ben]
  }

  get router(): Machine {
    return this.lab.internet.router(this.computer)
  }

  seen(): Promise<[Continuity, Continuity]> {
    return Promise.all([continuity(this.ana.page), continuity(this.ben.page)])
  }

  /** The participant that each side shows. */
  shown(): Promise<(string | null)[][]> {
    return Promise.all(
      this.callers.map((caller) =>
        caller.remoteVideo().evaluateAll((videos) => videos.map((video) => video.getAttribute('data-participant'))),
      ),
    )
  }

  /** For whoever must find out why a row fails. */
  async evidence(): Promise<string> {
    const states = await Promise.all(this.callers.map((caller) => tried(caller).catch(String)))
    const seen = await this.seen().catch(() => [])
    const lines = seen.flatMap(({ silences, words }, side) => [
      `${this.callers[side]?.name}'s page, seconds since the call was up:`,
      ...silences
        .filter(({ to }) => to > this.since)
        .map(({ kind, from, to }) => `  ${this.#seconds(from)} no ${kind} for ${Math.round(to - from)} ms`),
      ...words
        .filter(({ at }) => at > this.since)
        .map(({ at, gone, text }) => `  ${this.#seconds(at)} ${gone ? 'gone' : 'shows'} '${text}'`),
    ])
    return [...states, ...lines, `server:\n${this.lab.server.output().slice(-8000)}`].join('\n')
  }

  #seconds(at: number): string {
    return ((at - this.since) / 1000).toFixed(2).padStart(7)
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()))
  }
}

/** A call may begin over the relay before it finds a better path. */
async function settled(callers: readonly Caller[], wanted: 'direct' | 'relay'): Promise<void> {
  const giveUp = Date.now() + 8_000
  for (;;) {
    const paths = await Promise.all(callers.map((caller) => caller.path()))
    const relayed = paths.filter((path) => path?.type === 'relay' || path?.remoteType === 'relay').length
    if (relayed === (wanted === 'relay' ? callers.length : 0)) return
    if (Date.now() > giveUp) throw new Error(`the call is not ${wanted}: ${JSON.stringify(paths)}`)
    await sleep(100)
  }
}
