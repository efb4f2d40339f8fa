import { Caller, expectMedia } from '../src/caller.ts'
import { FirefoxCaller } from '../src/firefox.ts'
import { expect, test } from '../src/fixtures.ts'

test.use({ serverOptions: ['--tls=self-signed'] })

// Firefox has an ICE and a TURN client of its own, which shares no code with Chromium's.
for (const transport of ['udp', 'tcp', 'tls']) {
  test(`Firefox and Chromium see and hear each other: relay over ${transport}`, async ({
    server,
    browsers,
    firefox,
  }) => {
    const origin = transport === 'tls' ? server.secureUrl : server.url
    const ana = await Caller.open(browsers[0], origin, 'Ana')
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

test("Firefox and Chromium write to each other and see each other's screen, beside the camera", async ({
  server,
  browsers,
  firefox,
}) => {
  test.slow()
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const fox = await FirefoxCaller.open(firefox, link, 'Fox')
  await fox.join()
  await expectMedia(ana, fox)

  await ana.say('Hello Fox')
  await fox.say('Hello Ana')
  await fox.reads('Hello Fox')
  await expect(ana.page.getByText('Hello Ana')).toBeVisible()

  await ana.button('Share screen').click()
  await expect.poll(() => fox.screenFrames()).toBeGreaterThan(3)
  await expectMedia(ana, fox)
  await ana.button('Stop sharing').click()
  await fox.seesNoScreen()
  await expectMedia(ana, fox)

  await fox.shareScreen()
  await expect(ana.sharedScreen()).toHaveAccessibleName('Screen of Fox')
  await expect.poll(() => ana.framesOf(ana.sharedScreen())).toBeGreaterThan(3)
  await expectMedia(ana, fox)
  await fox.stopSharing()
  await expect(ana.sharedScreen()).toHaveCount(0)
  await expectMedia(ana, fox)

  await fox.leave()
})
