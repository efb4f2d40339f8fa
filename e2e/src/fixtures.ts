// What every browser test starts with: a server of its own file, and two browser processes that trust it.
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type Browser, test as base } from '@playwright/test'
import type { Browser as Firefox } from 'puppeteer-core'
import { launch } from './browser.ts'
import { launchFirefox } from './firefox.ts'
import { type Server, startServer } from './server.ts'
import { type Trust, trust } from './trust.ts'

interface Fixtures {
  serverOptions: readonly string[]
  server: Server
  /** Undefined when there is nothing that a browser would not trust anyway. */
  trusted: Trust | undefined
  browsers: [Browser, Browser]
  firefox: Firefox
}

/** Half of what a fake camera makes by itself: enough to see that pictures come, and two cores bear three people. */
const FEW_FRAMES = ['--use-fake-device-for-media-stream=fps=10']

export const test = base.extend<{ leaving: undefined }, Fixtures>({
  serverOptions: [[], { option: true, scope: 'worker' }],
  server: [
    async ({ serverOptions }, use) => {
      const server = await startServer(serverOptions)
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  trusted: [
    async ({ server }, use) => {
      const trusted = existsSync(server.authority) ? await trust(server.authority) : undefined
      await use(trusted)
      if (trusted) await rm(trusted.folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  browsers: [
    async ({ trusted }, use) => {
      const home = trusted?.chromiumHome
      const browsers: [Browser, Browser] = [await launch(FEW_FRAMES, home), await launch(FEW_FRAMES, home)]
      await use(browsers)
      await Promise.all(browsers.map((browser) => browser.close()))
    },
    { scope: 'worker' },
  ],
  firefox: [
    async ({ trusted }, use) => {
      const firefox = await launchFirefox(trusted?.firefoxProfile)
      await use(firefox)
      await firefox.close()
    },
    { scope: 'worker' },
  ],
  // People leave when their test is over, passed or failed: the next one starts with an empty server. A hook would count
  // for the first file of a worker only.
  leaving: [
    async ({ browsers }, use) => {
      await use(undefined)
      for (const browser of browsers) await Promise.all(browser.contexts().map((context) => context.close()))
    },
    { auto: true },
  ],
})

export { expect } from '@playwright/test'
