import type { Browser } from 'puppeteer-core'
import { Caller, expectMedia } from '../src/caller.ts'
import { FirefoxCaller, launchFirefox } from '../src/firefox.ts'
import { expect, test } from '../src/fixtures.ts'

let firefox: Browser

test.beforeAll(async () => {
  firefox = await launchFirefox()
})

test.afterAll(() => firefox?.close())

// Firefox has an ICE and a TURN client of its own, which shares no code with Chromium's.
for (const transport of ['udp', 'tcp']) {
  test(`Firefox and Chromium see and hear each other: relay over ${transport}`, async ({ server, browsers }) => {
    const ana = await Caller.open(browsers[0], server.url, 'Ana')
    const link = `${await ana.newCall()}?relay=1&transport=${transport}`
    await ana.page.goto(link)
    await ana.join()
    const fox = await FirefoxCaller.open(firefox, link, 'Fox')
    await fox.join()

    await expectMedia(ana, fox)
    for (const caller of [ana, fox])
      expect(await caller.path()).toMatchObject({ type: 'relay', relayProtocol: transport })

    await fox.leave()
    await expect(ana.remoteVideo()).toHaveCount(0)
  })
}
