// Calls without a server between two kinds of browsers.
import { Caller, expectMedia } from '../src/caller.ts'
import { handedOut, paste, sayName, startDirect } from '../src/direct.ts'
import { FirefoxCaller } from '../src/firefox.ts'
import { expect, test } from '../src/fixtures.ts'

for (const starts of ['Chromium', 'Firefox']) {
  test(`Firefox and Chromium connect, ${starts} starts`, async ({ server, browsers, firefox }) => {
    const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
    const fox = await FirefoxCaller.open(firefox, `${server.url}/direct`, 'Fox')
    const field = (name: string) => fox.page.locator(`::-p-aria([name="${name}"][role="textbox"])`)
    const press = (name: string) => fox.page.locator(`::-p-aria([name="${name}"][role="button"])`).click()
    const given = () => field('Your code').map((it) => (it as HTMLTextAreaElement).value)
    await field('Your name').fill(fox.name)
    if (starts === 'Chromium') {
      await press('I have a code')
      await field('Code from the other person').fill((await startDirect(ana)).text)
      await press('Continue')
      await paste(ana, await given().wait(), 'Connect')
    } else {
      await press('Start a call')
      const offer = await given().wait()
      await sayName(ana)
      await ana.button('I have a code').click()
      await paste(ana, offer, 'Continue')
      await field('Code from the other person').fill((await handedOut(ana.page)).text)
      await press('Connect')
    }
    await expectMedia(ana, fox)
    await fox.leave()
    await expect(ana.page.getByRole('heading', { name: 'The other side left the call' })).toBeVisible()
  })
}
