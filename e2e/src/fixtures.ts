// What every browser test starts with: a server of its own file, and two browser processes.
import { type Browser, test as base } from '@playwright/test'
import { launch } from './browser.ts'
import { type Server, startServer } from './server.ts'

export const test = base.extend<
  object,
  { serverOptions: readonly string[]; server: Server; browsers: [Browser, Browser] }
>({
  serverOptions: [[], { option: true, scope: 'worker' }],
  server: [
    async ({ serverOptions }, use) => {
      const server = await startServer(serverOptions)
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  browsers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
    async ({}, use) => {
      const browsers: [Browser, Browser] = [await launch(), await launch()]
      await use(browsers)
      await Promise.all(browsers.map((browser) => browser.close()))
    },
    { scope: 'worker' },
  ],
})

// People leave when their test is over, passed or failed: the next one starts with an empty server.
test.afterEach(async ({ browsers }) => {
  for (const browser of browsers) await Promise.all(browser.contexts().map((context) => context.close()))
})

export { expect } from '@playwright/test'
