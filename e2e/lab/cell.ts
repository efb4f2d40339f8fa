// One cell of the matrix: a call between two people, and over which path it went.
import type { Browser } from '@playwright/test'
import { Caller, type Path } from '../src/caller.ts'

const PATIENCE = 25_000

export interface Connected {
  readonly path: 'direct' | 'relay'
  /** From the second person's "Join call" to the first remote frame on both sides. */
  readonly millis: number
  /** How each of the two reaches the other. */
  readonly sides: readonly [Path, Path]
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

export async function call(a: Person, b: Person): Promise<Connected | Failed> {
  try {
    const ana = await open(a, a.url, 'Ana')
    const link = new URL(await ana.newCall())
    await ana.join()
    const ben = await open(b, b.url + link.pathname, 'Ben')
    await ben.join()
    return await inTime(connected(ana, ben), () => state([ana, ben]))
  } catch (error) {
    return { path: 'FAILED', reason: error instanceof Error ? error.message : String(error) }
  } finally {
    for (const { browser } of [a, b]) await Promise.all(browser.contexts().map((context) => context.close()))
  }
}

async function open(person: Person, url: string, name: string): Promise<Caller> {
  const caller = await Caller.open(person.browser, url, name, { ignoreHTTPSErrors: true })
  caller.page.setDefaultTimeout(PATIENCE)
  return caller
}

async function connected(ana: Caller, ben: Caller): Promise<Connected> {
  const [pressed, ...frames] = await Promise.all([
    ben.mark('tincan:join-pressed'),
    ben.mark('tincan:first-remote-frame'),
    ana.mark('tincan:first-remote-frame'),
  ])
  const [sideA, sideB] = await Promise.all([ana.path(), ben.path()])
  if (!sideA || !sideB) throw new Error('frames came, but no candidate pair is selected')
  const relayed = [sideA, sideB].some((side) => side.type === 'relay' || side.remoteType === 'relay')
  return {
    path: relayed ? 'relay' : 'direct',
    millis: Math.round(Math.max(...frames) - pressed),
    sides: [sideA, sideB],
  }
}

async function inTime<T>(work: Promise<T>, explain: () => Promise<string>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(async () => reject(new Error(await explain().catch(String))), PATIENCE)
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
  const lines = callers.map(async (caller) => {
    const peers = await caller.page.evaluate(async () => {
      const found: string[] = []
      for (const peer of window.peers) {
        const stats = [...(await peer.getStats()).values()]
        const candidates = stats
          .filter((it) => it.type === 'local-candidate')
          .map((it) => `${it.candidateType}/${it.relayProtocol ?? it.protocol} ${it.address}:${it.port}`)
        found.push(`ICE ${peer.iceConnectionState}; own candidates ${candidates.join(', ') || 'none'}`)
      }
      return found
    })
    return `${caller.name}: ${peers.join(' | ') || 'no peer connection'}`
  })
  return `no video after ${PATIENCE / 1000} s. ${(await Promise.all(lines)).join('. ')}`
}
