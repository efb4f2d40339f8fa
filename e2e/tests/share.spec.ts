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
    await caller.page.waitForTimeout(1000)
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

/** What a person shows as their screen: a picture that always changes, with a sound. Headless browsers capture no sound themselves. */
async function giveScreenSound({ page }: Caller): Promise<void> {
  await page.evaluate(() => {
    const { mediaDevices } = navigator
    const open = mediaDevices.getDisplayMedia.bind(mediaDevices)
    mediaDevices.getDisplayMedia = async (wish) => {
      const screen = await open({ ...wish, audio: false })
      const context = new AudioContext()
      const beep = new OscillatorNode(context, { frequency: 440 })
      const out = context.createMediaStreamDestination()
      beep.connect(out)
      beep.start()
      return new MediaStream([...screen.getVideoTracks(), ...out.stream.getAudioTracks()])
    }
  })
}

/** How loud each of the tracks of sound is that arrive, the microphone's first. */
function energies({ page }: Caller): Promise<number[]> {
  return page.evaluate(async () => {
    const found = []
    for (const { receiver } of window.callPeer()?.getTransceivers() ?? [])
      if (receiver.track.kind === 'audio')
        for (const entry of (await receiver.getStats()).values())
          if (entry.type === 'inbound-rtp') found.push(entry.totalAudioEnergy as number)
    return found
  })
}

test('the sound of a screen comes beside the voice', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)
  await giveScreenSound(ana)

  await share(ana)
  await expectScreen(ben, 'Ana')
  const tracks = () =>
    ben.sharedScreen().evaluate((video) => ((video as HTMLVideoElement).srcObject as MediaStream).getTracks().length)
  expect(await tracks()).toBe(2)
  await expect.poll(async () => (await energies(ben)).length).toBe(2)
  const before = await energies(ben)
  await expect
    .poll(async () => (await energies(ben)).map((energy, index) => energy > (before[index] ?? 0)))
    .toEqual([true, true])
  await ana.button('Stop sharing').click()
  await expect(ben.sharedScreen()).toHaveCount(0)
  await expectMedia(ben)
})

/** The most frames a second that the encoder of the shared screen may make. */
function frameLimit({ page }: Caller): Promise<number | undefined> {
  return page.evaluate(() => {
    const senders = window.callPeer()?.getSenders() ?? []
    const screen = senders.filter(({ track }) => track?.kind === 'video').at(-1)
    return screen?.getParameters().encodings[0]?.maxFramerate
  })
}

test('who shares says whether it is text or motion; who sees it zooms, moves it and fills the screen', async ({
  server,
  browsers,
}) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)
  await share(ana)
  await expectScreen(ben, 'Ana')

  await expect.poll(() => frameLimit(ana)).toBe(15)
  await ana.page.getByRole('radio', { name: 'Smooth motion' }).check()
  await expect.poll(() => frameLimit(ana)).toBe(30)
  await ana.page.getByRole('radio', { name: 'Sharp text' }).check()
  await expect.poll(() => frameLimit(ana)).toBe(15)

  const screen = ben.sharedScreen()
  const view = screen.locator('..')
  const widthOf = async (locator: Locator) => (await locator.boundingBox())?.width ?? 0
  const zoom = async () => Math.round((100 * (await widthOf(screen))) / (await widthOf(view))) / 100
  expect(await zoom()).toBe(1)
  await ben.button('Zoom in').click()
  expect(await zoom()).toBe(1.5)

  // What is under the pointer stays under it.
  await ben.button('Fit to window').click()
  const box = await view.boundingBox()
  if (box === null) throw new Error('no screen')
  const corner = { x: box.x + box.width / 4, y: box.y + box.height / 4 }
  await ben.page.mouse.move(corner.x, corner.y)
  await ben.page.mouse.wheel(0, -400)
  await expect.poll(zoom).toBeGreaterThan(2)
  const scroll = () => view.evaluate(({ scrollLeft, scrollTop }) => ({ left: scrollLeft, top: scrollTop }))
  const near = await scroll()
  expect(near.left).toBeCloseTo(((await zoom()) - 1) * (box.width / 4), -1)

  await ben.page.mouse.down()
  await ben.page.mouse.move(corner.x - 100, corner.y - 50, { steps: 4 })
  await ben.page.mouse.up()
  const moved = await scroll()
  expect([Math.round(moved.left - near.left), Math.round(moved.top - near.top)]).toEqual([100, 50])
  await ben.page.mouse.move(corner.x, corner.y)
  expect(await scroll()).toEqual(moved)

  await ben.page.keyboard.down('Control')
  await ben.page.mouse.wheel(0, 1000)
  await ben.page.keyboard.up('Control')
  await expect.poll(zoom).toBe(1)
  await pinch(ben, box)
  await expect.poll(zoom).toBe(2)
  await ben.button('Fit to window').click()

  await ben.button('Full screen').click()
  await ben.button('Leave full screen').click()
  await expect(ben.button('Full screen')).toBeVisible()
})

/** Two fingers go apart to twice their distance. */
async function pinch({ page }: Caller, box: { x: number; y: number; width: number; height: number }): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart?: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        apart === undefined
          ? []
          : [
              { x: x - apart / 2, y, id: 0 },
              { x: x + apart / 2, y, id: 1 },
            ],
    })
  await touch('touchStart', 100)
  for (const apart of [120, 150, 180, 200]) await touch('touchMove', apart)
  await touch('touchEnd')
}
