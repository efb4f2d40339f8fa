// Calls of several people on one machine: cameras small enough for that, and how each sees every other one.
import type { Browser } from '@playwright/test'
import { Caller } from './caller.ts'

declare global {
  interface Window {
    /** Per person shown, by name. */
    pauses: Record<string, Pause[]>
  }
}

/** No packet of this person's video was played in between; times in milliseconds since 1970. */
export interface Pause {
  readonly from: number
  readonly to: number
}

/** How one person sees another one. */
export interface Seen {
  readonly by: string
  readonly of: string
  readonly frames: number
  /** Milliseconds, as the browser counts them. */
  readonly frozen: number
  readonly lines: number
}

/** To run before the page's own code: a dozen pictures of this size are no trouble for two cores. */
function smallCamera(): void {
  const devices = navigator.mediaDevices
  const open = devices.getUserMedia.bind(devices)
  devices.getUserMedia = (wish) =>
    open(wish?.video ? { ...wish, video: { width: 320, height: 180, frameRate: 15 } } : wish)
}

/** To run before the page's own code, after keepPeers; no function in here may have a name. */
export function watchPauses(): void {
  const LOOK_MILLIS = 25
  const PAUSE_MILLIS = 150
  const pauses: Record<string, Pause[]> = {}
  window.pauses = pauses
  const played = new Map<string, { newest: number; at: number; silentAt: number }>()
  setInterval(() => {
    const now = performance.timeOrigin + performance.now()
    for (const video of document.querySelectorAll<HTMLVideoElement>('video[data-participant]')) {
      const shown = video.srcObject as MediaStream | null
      const track = shown?.getVideoTracks()[0]
      const name = video.getAttribute('aria-label') ?? ''
      for (const peer of track ? window.peers : [])
        for (const receiver of peer.getReceivers()) {
          if (receiver.track !== track) continue
          const newest = Math.max(0, ...receiver.getSynchronizationSources().map(({ timestamp }) => timestamp))
          const before = played.get(`${name} ${track?.id}`)
          // A page that was busy looks late. What counts is how long nothing was seen to come.
          if (before === undefined || newest <= before.newest) {
            if (before !== undefined) before.silentAt = now
            else if (newest > 0) played.set(`${name} ${track?.id}`, { newest, at: now, silentAt: now })
            continue
          }
          if (before.silentAt - before.at >= PAUSE_MILLIS) {
            pauses[name] ??= []
            pauses[name].push({ from: before.at, to: before.silentAt })
          }
          played.set(`${name} ${track?.id}`, { newest, at: now, silentAt: now })
        }
    }
  }, LOOK_MILLIS)
}

/** Four large windows take what two cores have before anybody comes or goes. */
export const SMALL_WINDOW = { width: 480, height: 360 }

/** @param scripts what else runs before the page's own code */
export function openSmall(browser: Browser, url: string, name: string, ...scripts: (() => void)[]): Promise<Caller> {
  return Caller.open(browser, url, name, { scripts: [smallCamera, ...scripts], viewport: SMALL_WINDOW })
}

/** How each of them sees every other one, now. */
export async function seen(callers: readonly Caller[]): Promise<Seen[]> {
  const all = await Promise.all(
    callers.map(async ({ name, page }) => (await page.evaluate(lookAround)).map((it) => ({ by: name, ...it }))),
  )
  return all.flat()
}

async function lookAround(): Promise<Omit<Seen, 'by'>[]> {
  const found: Omit<Seen, 'by'>[] = []
  for (const video of document.querySelectorAll<HTMLVideoElement>('video[data-participant]')) {
    const shown = video.srcObject as MediaStream | null
    const track = shown?.getVideoTracks()[0]
    for (const peer of window.peers)
      for (const it of peer.connectionState === 'closed' ? [] : (await peer.getStats()).values())
        if (it.type === 'inbound-rtp' && it.trackIdentifier === track?.id)
          found.push({
            of: video.getAttribute('aria-label') ?? '',
            frames: it.framesDecoded ?? 0,
            frozen: Math.round((it.totalFreezesDuration ?? 0) * 1000),
            lines: it.frameHeight ?? 0,
          })
  }
  return found
}

/** The longest pause that one person saw of each other one, and that began in this time; 0 for none worth the name. */
export async function longestPauses({ page }: Caller, from: number, to: number): Promise<Map<string, number>> {
  const pauses = await page.evaluate(() => window.pauses)
  return new Map(
    Object.entries(pauses).map(([of, list]) => [
      of,
      Math.round(Math.max(0, ...list.filter((it) => it.from >= from && it.from <= to).map((it) => it.to - it.from))),
    ]),
  )
}

/** Bytes of video that a page sent to each of its connections. */
export function videoBytesSent({ page }: Caller): Promise<number[]> {
  return page.evaluate(async () => {
    const sums: number[] = []
    for (const peer of window.peers) {
      if (peer.connectionState !== 'connected') continue
      let sum = 0
      for (const it of (await peer.getStats()).values())
        if (it.type === 'outbound-rtp' && it.kind === 'video') sum += it.bytesSent ?? 0
      sums.push(sum)
    }
    return sums
  })
}
