// One person at one browser, driven by what the page shows: names of buttons and boxes.
import { type Browser, type BrowserContextOptions, expect, type Page } from '@playwright/test'

declare global {
  interface Window {
    /** Every peer connection the page made; the tests' own hook, unknown to the page. */
    peers: RTCPeerConnection[]
  }
}

export interface Path {
  readonly type: string
  readonly protocol: string
  readonly relayProtocol: string | undefined
  readonly remoteType: string
}

export class Caller {
  readonly page: Page
  readonly name: string

  private constructor(page: Page, name: string) {
    this.page = page
    this.name = name
  }

  static async open(browser: Browser, url: string, name: string, options: BrowserContextOptions = {}): Promise<Caller> {
    const context = await browser.newContext({ permissions: ['camera', 'microphone', 'clipboard-write'], ...options })
    const page = await context.newPage()
    await page.addInitScript(() => {
      window.peers = []
      window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration)
          window.peers.push(this)
        }
      }
    })
    await page.goto(url)
    return new Caller(page, name)
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  /** From home to the pre-join page of a new call; gives its address. */
  async newCall(): Promise<string> {
    await this.button('New call').click()
    await this.page.waitForURL(/\/c\//)
    return this.page.url()
  }

  async joinByName(call: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Call name or code' }).fill(call)
    await this.button('Join').click()
    await this.page.waitForURL(/\/c\//)
  }

  async join(): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(this.name)
    await this.button('Join call').click()
    await this.button('Leave').waitFor({ timeout: 20_000 })
  }

  remoteVideo() {
    return this.page.locator('video[data-participant]')
  }

  /** Frames of the remote video shown so far. */
  frames(): Promise<number> {
    return this.remoteVideo().evaluate(
      (video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames,
    )
  }

  /** Sum of one number over all statistics of one type. */
  statistic(type: string, kind: string, name: string): Promise<number> {
    return this.page.evaluate(
      async ([type, kind, name]) => {
        let sum = 0
        for (const peer of window.peers)
          for (const entry of (await peer.getStats()).values())
            if (entry.type === type && (kind === '' || entry.kind === kind)) sum += entry[name as string] ?? 0
        return sum
      },
      [type, kind, name],
    )
  }

  /** The time of a mark in the page once it is there, in milliseconds since 1970: all pages run on one clock. */
  mark(name: string): Promise<number> {
    return this.page.evaluate(async (name) => {
      for (;;) {
        const found = performance.getEntriesByName(name).at(-1)
        if (found) return performance.timeOrigin + found.startTime
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }, name)
  }

  /** The local candidate of the selected pair, and the kind of the remote one. */
  path(): Promise<Path | undefined> {
    return this.page.evaluate(async () => {
      for (const peer of window.peers) {
        const stats = await peer.getStats()
        for (const entry of stats.values()) {
          if (entry.type !== 'transport' || !entry.selectedCandidatePairId) continue
          const pair = stats.get(entry.selectedCandidatePairId)
          const local = stats.get(pair.localCandidateId)
          return {
            type: local.candidateType,
            protocol: local.protocol,
            relayProtocol: local.relayProtocol,
            remoteType: stats.get(pair.remoteCandidateId).candidateType,
          }
        }
      }
      return undefined
    })
  }

  async say(text: string): Promise<void> {
    const box = this.page.getByRole('textbox', { name: /message/i })
    if (!(await box.isVisible())) await this.button(/^Chat/).click()
    await box.fill(text)
    await box.press('Enter')
  }
}

/** Both see and hear each other: frames advance and audio energy grows, on both sides. */
export async function expectMedia(...callers: readonly Caller[]): Promise<void> {
  for (const caller of callers) {
    await expect(caller.remoteVideo()).toBeVisible()
    const before = await Promise.all([caller.frames(), caller.statistic('inbound-rtp', 'audio', 'totalAudioEnergy')])
    await expect.poll(() => caller.frames(), { message: `${caller.name} sees frames` }).toBeGreaterThan(before[0] + 10)
    await expect
      .poll(() => caller.statistic('inbound-rtp', 'audio', 'totalAudioEnergy'), {
        message: `${caller.name} hears audio`,
      })
      .toBeGreaterThan(before[1])
  }
}
