// How much memory the pages of a Chromium take, as the system counts it. Linux only.
import { readFile } from 'node:fs/promises'
import type { Browser, CDPSession } from '@playwright/test'

const LOOK_EVERY_MILLIS = 250

/** Watches all pages of one browser until it is asked for the most that they took. */
export class RendererMemory {
  readonly #session: CDPSession
  #peak = 0
  #watching = true
  readonly #watch: Promise<void>

  private constructor(session: CDPSession) {
    this.#session = session
    this.#watch = this.#run()
  }

  static async watch(browser: Browser): Promise<RendererMemory> {
    return new RendererMemory(await browser.newBrowserCDPSession())
  }

  /** Bytes in memory now. */
  static async now(browser: Browser): Promise<number> {
    const session = await browser.newBrowserCDPSession()
    const bytes = await residentBytes(session)
    await session.detach()
    return bytes
  }

  async peak(): Promise<number> {
    this.#watching = false
    await this.#watch
    await this.#session.detach()
    return this.#peak
  }

  async #run(): Promise<void> {
    while (this.#watching) {
      this.#peak = Math.max(this.#peak, await residentBytes(this.#session))
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLIS))
    }
  }
}

async function residentBytes(session: CDPSession): Promise<number> {
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[]
  }
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  const sizes = await Promise.all(renderers.map(({ id }) => residentBytesOf(id)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function residentBytesOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0)
}
