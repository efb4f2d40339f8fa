import type { Locator } from '@playwright/test'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'

/** Chromium gives its fake screen without asking. */
async function share(caller: Caller): Promise<void> {
  await caller.button('Share screen').click()
  await expect(caller.page.getByText('You are sharing your screen')).toBeVisible()
}

async function expectScreen(caller: Caller, of: string): Promise<void> {
  const screen = caller.sharedScreen()
  await expect(screen).toHaveAccessibleName(`Screen of ${of}`)
  await expect(screen).not.toHaveAttribute('data-participant')
  await expectMoving(caller, screen)
}

/** A new connection begins to count anew, so a number from before it says nothing. */
async function expectMoving(caller: Caller, video: Locator): Promise<void> {
  await expect(async () => {
    const before = await caller.framesOf(video)
    await caller.page.waitForTimeout(400)
    expect(await caller.framesOf(video)).toBeGreaterThan(before + 1)
  }).toPass({ timeout: 15_000 })
}

/** How many m= sections for media each of its connections has. */
function sections(caller: Caller): Promise<number[]> {
  return caller.page.evaluate(() =>
    window.peers.map((peer) => peer.getTransceivers().length).filter((count) => count > 0),
  )
}

test('a screen is seen beside the camera, also by who comes later, until it ends', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)

  await share(ana)
  await expectScreen(ben, 'Ana')
  await expectMedia(ana, ben)
  const before = await sections(ben)

  await ana.button('Stop sharing').click()
  await expect(ben.sharedScreen()).toHaveCount(0)
  await share(ana)
  await expectScreen(ben, 'Ana')
  expect(await sections(ben)).toEqual(before)

  const cara = await Caller.open(browsers[1], link, 'Cara')
  await cara.join()
  await expectScreen(cara, 'Ana')
  await expectScreen(ben, 'Ana')

  // What the browser's own bar does.
  await ana.page.evaluate(() => {
    for (const { track } of window.peers.flatMap((peer) => peer.getSenders()))
      if (track?.contentHint === 'detail') track.dispatchEvent(new Event('ended'))
  })
  await expect(ana.button('Share screen')).toBeVisible()
  await expect(ben.sharedScreen()).toHaveCount(0)
  await expect(cara.sharedScreen()).toHaveCount(0)
})

test('two people share at once, and both screens survive a new connection', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = `${await ana.newCall()}?debug`
  await ana.page.goto(link)
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)

  await Promise.all([share(ana), share(ben)])
  await expectScreen(ben, 'Ana')
  await expectScreen(ana, 'Ben')

  await ana.button('Break the path of media').click()
  await expectMoving(ana, ana.remoteVideo())
  await expectMoving(ben, ben.remoteVideo())
  await expectScreen(ben, 'Ana')
  await expectScreen(ana, 'Ben')
})
