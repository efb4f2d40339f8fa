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

/** What one side sends over, the other one sends to; it does not always know that what it found there is a relay. */
function agree(a: Path, b: Path): boolean {
  return sees(a.remoteType, b.type) && sees(b.remoteType, a.type)
}

function sees(remote: string, local: string): boolean {
  return remote === 'prflx' || (remote === 'relay') === (local === 'relay')
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

export async function tried(caller: Caller): Promise<string> {
  const lines = await caller.page.evaluate(inThePage)
  return [`${caller.name}:`, ...(lines.length ? lines : ['no peer connection'])].join('\n    ')
}

/** No function may have a name in here: tsx would mark it by a function of its own, which the page does not have. */
async function inThePage(): Promise<string[]> {
  const found: string[] = []
  for (const peer of window.peers) {
    found.push(`ICE ${peer.iceConnectionState}`)
    const stats = await peer.getStats()
    const ends = new Map<string, string>()
    for (const it of stats.values())
      if (it.type.endsWith('-candidate'))
        ends.set(it.id, `${it.candidateType}/${it.relayProtocol ?? it.protocol} ${it.address}:${it.port}`)
    for (const it of stats.values()) {
      if (it.type === 'local-candidate') found.push(`own candidate ${ends.get(it.id)}`)
      if (it.type === 'candidate-pair')
        found.push(
          `${it.state}${it.nominated ? ', nominated' : ''}: ${ends.get(it.localCandidateId)} -> ` +
            `${ends.get(it.remoteCandidateId)}, ${it.requestsSent} checks sent, ${it.responsesReceived} answered, ` +
            `${it.requestsReceived} received`,
        )
      if (it.type === 'transport') found.push(`selected pair ${it.selectedCandidatePairId}, ${it.iceRole}`)
    }
  }
  return found
}
