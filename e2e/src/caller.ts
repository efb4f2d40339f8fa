// One person at one browser, driven by what the page shows: names of buttons and boxes.
import { type Browser, type BrowserContextOptions, expect, type Locator, type Page } from '@playwright/test'
import { watchContinuity } from './continuity.ts'
import { keepPeers, type Path, selectedPath, sum } from './statistics.ts'

/** What a test asks of a person whatever the browser: Caller drives Chromium, FirefoxCaller Firefox. */
export interface Witness {
  readonly name: string
  /** Waits until a remote video is there. */
  seesSomebody(): Promise<void>
  frames(): Promise<number>
  statistic(type: string, kind: string, name: string): Promise<number>
}

interface CallerOptions extends BrowserContextOptions {
  /** Whether the page is watched for silences and words, see continuity.ts. */
  readonly watched?: boolean
  /** What else runs before the page's own code. */
  readonly scripts?: readonly (() => void)[]
}

export class Caller implements Witness {
  readonly page: Page
  readonly name: string

  private constructor(page: Page, name: string) {
    this.page = page
    this.name = name
  }

  static async open(
    browser: Browser,
    url: string,
    name: string,
    { watched = false, scripts = [], ...options }: CallerOptions = {},
  ): Promise<Caller> {
    const context = await browser.newContext({ permissions: ['camera', 'microphone', 'clipboard-write'], ...options })
    const page = await context.newPage()
    await page.addInitScript(keepPeers)
    for (const script of [...(watched ? [watchContinuity] : []), ...scripts]) await page.addInitScript(script)
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

  sharedScreen() {
    return this.page.locator('video[data-share]')
  }

  seesSomebody(): Promise<void> {
    return expect(this.remoteVideo()).toBeVisible()
  }

  /** Frames of the remote video shown so far. */
  frames(): Promise<number> {
    return this.framesOf(this.remoteVideo())
  }

  framesOf(video: Locator): Promise<number> {
    return video.evaluate((video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames)
  }

  statistic(type: string, kind: string, name: string): Promise<number> {
    return this.page.evaluate(sum, [type, kind, name] as const)
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

  path(): Promise<Path | undefined> {
    return this.page.evaluate(selectedPath)
  }

  async say(text: string): Promise<void> {
    const box = this.page.getByRole('textbox', { name: /message/i })
    if (!(await box.isVisible())) await this.button(/^Chat/).click()
    await box.fill(text)
    await box.press('Enter')
  }
}

/** Each sees and hears somebody: frames advance and audio energy grows, for all at once, as each look costs time. */
export async function expectMedia(...callers: readonly Witness[]): Promise<void> {
  await Promise.all(
    callers.map(async (caller) => {
      await caller.seesSomebody()
      await Promise.all([
        expectGrowth(`${caller.name} sees frames`, 10, () => caller.frames()),
        expectGrowth(`${caller.name} hears audio`, 0, () =>
          caller.statistic('inbound-rtp', 'audio', 'totalAudioEnergy'),
        ),
      ])
    }),
  )
}

async function expectGrowth(message: string, by: number, look: () => Promise<number>): Promise<void> {
  const before = await look()
  await expect.poll(look, { message, intervals: [200] }).toBeGreaterThan(before + by)
}
