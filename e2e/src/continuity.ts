// How long media is missing in a page, and which words and people it showed meanwhile. What runs inside of the page is the
// tests' own, needs keepPeers, and sees nothing outside of itself. No function in there may have a name: tsx would mark it by
// one of its own, which the page does not have.
import type { Page } from '@playwright/test'

const HICCUP_MILLIS = 1000

export type Kind = 'audio' | 'video'

/** No packet of this kind was played in between; times in milliseconds since 1970, as everywhere: all pages run on one clock. */
export interface Silence {
  readonly kind: Kind
  readonly from: number
  readonly to: number
}

/** A text that came into the page, or went out of it. */
export interface Word {
  readonly at: number
  readonly gone: boolean
  readonly text: string
}

export interface Continuity {
  readonly silences: Silence[]
  /** When the first and the latest packet of each kind was played; 0 for none. */
  readonly first: Record<Kind, number>
  readonly last: Record<Kind, number>
  /** What was heard: growth of totalAudioEnergy, by the time when it was seen. */
  readonly heard: { readonly at: number; readonly energy: number }[]
  readonly words: Word[]
}

declare global {
  interface Window {
    continuity: Continuity
  }
}

/** To run before the page's own code, after keepPeers. */
export function watchContinuity(): void {
  // Audio has a packet every 20 ms; shorter pauses than this are what a busy machine does anyway.
  const LOOK_MILLIS = 20
  const SILENCE_MILLIS = 60
  const HEAR_MILLIS = 500
  const seen: Continuity = {
    silences: [],
    first: { audio: 0, video: 0 },
    last: { audio: 0, video: 0 },
    heard: [],
    words: [],
  }
  window.continuity = seen

  // A page that was busy looks late. A silence is therefore what was seen to last, not the time between two looks.
  const played: Record<string, number> = { audio: 0, video: 0 }
  const silentAt: Record<string, number> = { audio: 0, video: 0 }
  setInterval(() => {
    const now = performance.timeOrigin + performance.now()
    const newest: Record<string, number> = { audio: 0, video: 0 }
    for (const peer of window.peers)
      for (const { track, receiver } of peer.getReceivers().map((receiver) => ({ track: receiver.track, receiver })))
        for (const { timestamp } of receiver.getSynchronizationSources())
          newest[track.kind] = Math.max(newest[track.kind] ?? 0, timestamp)
    for (const kind of ['audio', 'video'] as const) {
      const latest = newest[kind] ?? 0
      if (latest <= (played[kind] ?? 0)) {
        silentAt[kind] = now
        continue
      }
      played[kind] = latest
      const to = silentAt[kind] ?? 0
      if (seen.last[kind] && to - seen.last[kind] >= SILENCE_MILLIS)
        seen.silences.push({ kind, from: seen.last[kind], to: Math.min(now, to + LOOK_MILLIS) })
      seen.first[kind] ||= now
      seen.last[kind] = now
    }
  }, LOOK_MILLIS)

  const energies = new Map<string, number>()
  setInterval(async () => {
    let energy = 0
    for (const [index, peer] of window.peers.entries()) {
      if (peer.connectionState === 'closed') continue
      for (const receiver of peer.getReceivers().filter((it) => it.track.kind === 'audio'))
        for (const it of (await receiver.getStats()).values()) {
          if (it.type !== 'inbound-rtp') continue
          const name = `${index} ${it.id}`
          energy += it.totalAudioEnergy - (energies.get(name) ?? 0)
          energies.set(name, it.totalAudioEnergy)
        }
    }
    if (energy > 0) seen.heard.push({ at: performance.timeOrigin + performance.now(), energy })
  }, HEAR_MILLIS)

  new MutationObserver((changes) => {
    const at = performance.timeOrigin + performance.now()
    for (const { type, target, addedNodes, removedNodes } of changes) {
      const parts: [boolean, Node][] =
        type === 'childList'
          ? [
              ...[...removedNodes].map((it) => [true, it] as [boolean, Node]),
              ...[...addedNodes].map((it) => [false, it] as [boolean, Node]),
            ]
          : [[false, target]]
      for (const [gone, node] of parts) {
        if (node instanceof HTMLScriptElement || node instanceof HTMLStyleElement) continue
        const text = (node.textContent ?? '').trim().slice(0, 200)
        // The clock of the call says nothing.
        if (text && !/^[\d:]+$/.test(text)) seen.words.push({ at, gone, text })
        if (!(node instanceof Element)) continue
        for (const video of [node, ...node.querySelectorAll('video')]) {
          const id = video.getAttribute('data-participant')
          if (id) seen.words.push({ at, gone, text: `participant ${id}` })
        }
      }
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ['data-participant'] })
}

/** What was seen until now; a silence that still lasts has no end. */
export function continuity(page: Page): Promise<Continuity> {
  return page.evaluate(() => {
    const { silences, last } = window.continuity
    const open = (['audio', 'video'] as const)
      .filter((kind) => last[kind] && performance.timeOrigin + performance.now() - last[kind] > 1000)
      .map((kind) => ({ kind, from: last[kind], to: Infinity }))
    return { ...window.continuity, silences: [...silences, ...open] }
  })
}

/** The longest silence that lies in this time, or reaches into it; 0 when there was none worth the name. */
export function longestSilence({ silences }: Continuity, kind: Kind, from: number, to = Infinity): number {
  return Math.max(
    0,
    ...silences.filter((it) => it.kind === kind && it.to > from && it.from < to).map((it) => it.to - it.from),
  )
}

/**
 * When media was there again for good: the end of the last silence of any kind that was going on then, or that came after
 * it and was longer than the hiccups of a busy machine.
 */
export function backAt({ silences }: Continuity, since: number): number {
  const gone = silences.filter(({ from, to }) => to > since && (from < since || to - from > HICCUP_MILLIS))
  return Math.max(since, ...gone.map(({ to }) => to))
}

export function heardSince({ heard }: Continuity, from: number): number {
  return heard.filter(({ at }) => at > from).reduce((sum, { energy }) => sum + energy, 0)
}

/** Texts that came into the page since then. */
export function wordsSince({ words }: Continuity, from: number): readonly string[] {
  return words.filter(({ at, gone }) => at > from && !gone).map(({ text }) => text)
}
