// A real Firefox process with fake camera and microphone, and one person at it. Playwright cannot drive Debian's.
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import type { Witness } from './caller.ts'
import { startDisplay } from './display.ts'
import { keepPeers, type Path, screenFrames, selectedPath, sum } from './statistics.ts'

const PATIENCE = 15_000

/** @param profile folder with whom to trust; undefined for an empty one */
export async function launchFirefox(profile?: string): Promise<Browser> {
  // Without one it has no screen to share, and no fake one either.
  const display = await startDisplay()
  const firefox = await puppeteer.launch({
    browser: 'firefox',
    ...(profile === undefined ? {} : { userDataDir: profile }),
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    headless: false,
    env: { ...process.env, DISPLAY: display.name, MOZ_ENABLE_WAYLAND: '0' },
    // As large as Chromium's in these tests.
    defaultViewport: { width: 1280, height: 720 },
    extraPrefsFirefox: {
      'media.autoplay.default': 0,
      'media.navigator.permission.disabled': true,
      'media.navigator.streams.fake': true,
      // The server of a test is at localhost, whose TURN Firefox leaves alone otherwise.
      'media.peerconnection.ice.loopback': true,
    },
  })
  firefox.on('disconnected', display.close)
  return firefox
}

export class FirefoxCaller implements Witness {
  readonly page: Page
  readonly name: string

  private constructor(page: Page, name: string) {
    this.page = page
    this.name = name
  }

  static async open(browser: Browser, url: string, name: string): Promise<FirefoxCaller> {
    const page = await browser.newPage()
    page.setDefaultTimeout(PATIENCE)
    await page.evaluateOnNewDocument(keepPeers)
    await page.goto(url)
    return new FirefoxCaller(page, name)
  }

  async join(): Promise<void> {
    await this.page.locator('::-p-aria([name="Your name"][role="textbox"])').fill(this.name)
    await this.#press('Join call')
  }

  async leave(): Promise<void> {
    await this.#press('Leave')
    await this.page.close()
  }

  async shareScreen(): Promise<void> {
    await this.#press('Share screen')
    await this.page.waitForSelector('::-p-aria([name="Stop sharing"])')
  }

  async stopSharing(): Promise<void> {
    await this.#press('Stop sharing')
  }

  async say(text: string): Promise<void> {
    const field = '::-p-aria([role="textbox"][name="Message"])'
    if ((await this.page.$(field)) === null) await this.#press('Chat')
    await this.page.locator(field).fill(text)
    await this.page.keyboard.press('Enter')
  }

  /** Waits until a line of the chat says this. */
  async reads(text: string): Promise<void> {
    await this.page.waitForSelector(`li::-p-text(${text})`, { visible: true })
  }

  #press(button: string): Promise<void> {
    return this.page.locator(`::-p-aria([name="${button}"][role="button"])`).click()
  }

  async seesSomebody(): Promise<void> {
    await this.page.waitForSelector('video[data-participant]', { visible: true })
  }

  /** Frames received; Firefox counts none at a video element that shows a stream. */
  frames(): Promise<number> {
    return this.statistic('inbound-rtp', 'video', 'framesDecoded')
  }

  /** Frames received of the screen that somebody shares. */
  screenFrames(): Promise<number> {
    return this.page.evaluate(screenFrames)
  }

  async seesNoScreen(): Promise<void> {
    await this.page.waitForSelector('video[data-share]', { hidden: true })
  }

  statistic(type: string, kind: string, name: string): Promise<number> {
    return this.page.evaluate(sum, [type, kind, name] as const)
  }

  path(): Promise<Path | undefined> {
    return this.page.evaluate(selectedPath)
  }
}
