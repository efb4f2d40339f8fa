// One cell of the matrix: a call between two people, and over which path it went.
import type { Browser } from '@playwright/test'
import { Caller } from '../src/caller.ts'
import type { Path } from '../src/statistics.ts'

const PATIENCE = 25_000
// A call may begin over the relay and move to a better path once that is found; each side goes there in its own time.
const PATIENCE_TO_SETTLE = 5_000

export interface Connected {
  readonly path: 'direct' | 'relay'
  /** From the second person's "Join call" to the first remote frame on both sides. */
  readonly millis: number
  /** How each of the two reaches the other. */
  readonly sides: readonly [Path, Path]
  /** What the browsers tried, when the way is not the expected one. */
  readonly tried?: string
}

export interface Failed {
  readonly path: 'FAILED'
  readonly reason: string
}

export interface Person {
  readonly browser: Browser
  /** The server's page, as this person's network reaches it. */
  readonly url: string
}

/** @param settled whether the call goes the way it will go in the end */
export async function call(a: Person, b: Person, settled: (call: Connected) => boolean): Promise<Connected | Failed> {
  try {
    const ana = await open(a, a.url, 'Ana')
    const link = new URL(await ana.newCall())
    await ana.join()
    const ben = await open(b, b.url + link.pathname, 'Ben')
    await ben.join()
    return await inTime(connected(ana, ben, settled), () => state([ana, ben]))
  } catch (error) {
    return { path: 'FAILED', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function open(person: Person, url: string, name: string): Promise<Caller> {
  const caller = await Caller.open(person.browser, url, name)
  caller.page.setDefaultTimeout(PATIENCE)
  return caller
}

async function connected(ana: Caller, ben: Caller, settled: (call: Connected) => boolean): Promise<Connected> {
  const [pressed, ...frames] = await Promise.all([
    ben.mark('tincan:join-pressed'),
    ben.mark('tincan:first-remote-frame'),
    ana.mark('tincan:first-remote-frame'),
  ])
  const millis = Math.round(Math.max(...frames) - pressed)
  const giveUp = Date.now() + PATIENCE_TO_SETTLE
  for (;;) {
    const [sideA, sideB] = await Promise.all([ana.path(), ben.path()])
    const late = Date.now() > giveUp
    if (sideA && sideB) {
      const relayed = [sideA, sideB].some((side) => side.type === 'relay' || side.remoteType === 'relay')
      const now: Connected = { path: relayed ? 'relay' : 'direct', millis, sides: [sideA, sideB] }
      if (settled(now) && agree(sideA, sideB)) return now
      if (late) return { ...now, tried: await state([ana, ben]) }
    } else if (late) throw new Error(`frames came, but no candidate pair is selected\n${await state([ana, ben])}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** What one side sends over, the other one sends to. */
function agree(a: Path, b: Path): boolean {
  const relays = (type: string) => type === 'relay'
  return relays(a.type) === relays(b.remoteType) && relays(b.type) === relays(a.remoteType)
}

async function inTime<T>(work: Promise<T>, explain: () => Promise<string>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      async () => reject(new Error(`no video after ${PATIENCE / 1000} s\n${await explain().catch(String)}`)),
      PATIENCE,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => {})
  }
}

/** What the two browsers tried, for whoever must find out why they did not meet. */
async function state(callers: readonly Caller[]): Promise<string> {
  return (await Promise.all(callers.map(tried))).join('\n')
}

async function tried(caller: Caller): Promise<string> {
  const lines = await caller.page.evaluate(async () => {
    const found: string[] = []
    for (const peer of window.peers) {
      const stats = await peer.getStats()
      const entries = [...stats.values()]
      const candidate = (it: RTCStats & Record<string, unknown>) =>
        `${it.candidateType}/${it.relayProtocol ?? it.protocol} ${it.address}:${it.port}`
      found.push(`ICE ${peer.iceConnectionState}`)
      for (const it of entries) if (it.type === 'local-candidate') found.push(`own candidate ${candidate(it)}`)
      for (const it of entries)
        if (it.type === 'candidate-pair')
          found.push(
            `${it.state}: ${candidate(stats.get(it.localCandidateId))} -> ${candidate(stats.get(it.remoteCandidateId))}, ` +
              `${it.requestsSent} checks sent, ${it.responsesReceived} answered, ${it.requestsReceived} received`,
          )
    }
    return found
  })
  return [`${caller.name}:`, ...(lines.length ? lines : ['no peer connection'])].join('\n    ')
}
