// Calls without a server: nothing but two codes, carried by the test as people would carry them.
import { writeFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { launch } from '../src/browser.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import {
  choosePicture,
  type Handout,
  handedOut,
  paste,
  qrCode,
  sayName,
  startDirect,
  takePicture,
  theirCode,
  yourCode,
} from '../src/direct.ts'
import { expect, test } from '../src/fixtures.ts'
import { startServer } from '../src/server.ts'

/** Presses Start and gives what the page hands out, having checked that it is small enough. */
async function start(caller: Caller): Promise<string> {
  return smallEnough(await startDirect(caller))
}

async function handout(page: Page): Promise<string> {
  return smallEnough(await handedOut(page))
}

function smallEnough({ text, qrVersion }: Handout): string {
  console.log(`payload of ${text.length} characters, QR code of version ${qrVersion}`)
  expect(text.length).toBeLessThanOrEqual(1000)
  expect(qrVersion).toBeGreaterThan(0)
  expect(qrVersion).toBeLessThanOrEqual(25)
  return text
}

async function answer(caller: Caller, offer: string): Promise<string> {
  await sayName(caller)
  await caller.button('I have a code').click()
  await paste(caller, offer, 'Continue')
  return handout(caller.page)
}

function finish(caller: Caller, text: string): Promise<void> {
  return paste(caller, text, 'Connect')
}

/** Brings the answer to the one who started; that both are in the call may take a while on a busy machine. */
async function connect(starter: Caller, answer: string): Promise<void> {
  await finish(starter, answer)
  await starter.button('Leave').waitFor({ timeout: 20_000 })
}

test('two people connect by copy and paste, and have a call like any other', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  const ben = await Caller.open(browsers[1], `${server.url}/direct`, 'Ben')
  await connect(ana, await answer(ben, await start(ana)))
  await expectMedia(ana, ben)
  expect(await ana.path()).toMatchObject({ type: 'host' })
  await expect(ana.page.getByText('Ben', { exact: true })).toBeVisible()

  await ana.button('Mute microphone').click()
  await expect(ben.page.getByText('Ana is muted')).toBeAttached()
  await ana.button('Unmute microphone').click()
  await expect(ben.page.getByText('Ana is muted')).toHaveCount(0)
  await ben.button('Turn camera off').click()
  await expect(ana.page.getByText('Ben turned the camera off')).toBeAttached()
  await ben.button('Turn camera on').click()
  await expectMedia(ana, ben)

  await ana.say('No server was harmed')
  await ben.button(/^Chat/).click()
  await expect(ben.page.getByText('No server was harmed')).toBeVisible()
  await ben.say('Nor asked')
  await expect(ana.page.getByText('Nor asked')).toBeVisible()

  await ben.button('Leave').click()
  await expect(ben.page.getByRole('heading', { name: 'You left the call' })).toBeVisible()
  await expect(ana.page.getByRole('heading', { name: 'The other side left the call' })).toBeVisible()
  expect(await ana.page.evaluate(() => localStorage.getItem('tincan'))).not.toContain('without a server')
})

test('two people connect by one picture each way', async ({ server, browsers }, info) => {
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  const ben = await Caller.open(browsers[1], `${server.url}/direct`, 'Ben')
  await start(ana)
  await sayName(ben)
  await ben.button('I have a code').click()
  await choosePicture(ben.page, await takePicture(ana.page, info.outputPath('offer.png')))
  await handout(ben.page)
  await choosePicture(ana.page, await takePicture(ben.page, info.outputPath('answer.png')))
  await ana.button('Leave').waitFor({ timeout: 20_000 })
  await expectMedia(ana, ben)
})

test('a link opens the page with the code in it', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  const link = await start(ana)
  expect(link).toMatch(/^http:\/\/localhost:\d+\/direct#[A-Z2-7]+$/)
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await sayName(ben)
  await ben.button('Answer').click()
  await connect(ana, await handout(ben.page))
  await expectMedia(ana, ben)
})

test('the connection repairs itself without anyone carrying codes', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  const ben = await Caller.open(browsers[1], `${server.url}/direct`, 'Ben')
  await connect(ana, await answer(ben, await start(ana)))
  await expectMedia(ana, ben)
  const ufrag = () =>
    ben.page.evaluate(() => {
      const peer = window.peers.find((it) => it.connectionState === 'connected')
      return /ice-ufrag:(\S+)/.exec(peer?.remoteDescription?.sdp ?? '')?.[1]
    })
  const before = await ufrag()
  await ana.page.evaluate(() => window.peers.find((it) => it.connectionState === 'connected')?.restartIce())
  await expect.poll(ufrag).not.toBe(before)
  await expectMedia(ana, ben)
})

test('when the other browser dies, the call ends and says so', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  const ben = await Caller.open(browsers[1], `${server.url}/direct`, 'Ben')
  await connect(ana, await answer(ben, await start(ana)))
  await expectMedia(ana, ben)
  ben.page.goto('chrome://crash').catch(() => undefined)
  await expect(ana.page.getByText(/Reconnecting|shaky/).first()).toBeVisible({ timeout: 30_000 })
  await expect(ana.page.getByRole('heading', { name: 'The connection is lost' })).toBeVisible({ timeout: 60_000 })
})

test('who has neither camera nor microphone sees and hears the other', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  const link = await start(ana)
  const ben = await Caller.open(browsers[1], 'about:blank', 'Ben')
  await ben.page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('blocked', 'NotAllowedError'))
  })
  await ben.page.goto(link)
  await sayName(ben)
  await ben.button('Answer').click()
  await connect(ana, await handout(ben.page))
  await expectMedia(ben)
  await expect(ana.page.getByText('Ben is muted')).toBeAttached()
})

test('a link with half a code asks for the code', async ({ server, browsers }) => {
  const ben = await Caller.open(
    browsers[1],
    `${server.url}/direct#AEAAYFQWCGAGOYR6Y5SGKH3PWWMRMYVKPJRC57RVKTLQQBV3`,
    'Ben',
  )
  await ben.button('Answer').click()
  await expect(ben.page.getByRole('alert')).toContainText('part of this code is missing')
  await expect(theirCode(ben.page)).toBeVisible()
})

/** What anybody might type into a console: a connection of another program, whose offer or answer has all candidates. */
async function bare(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/healthz`)
  await page.evaluate(() => {
    const connection = new RTCPeerConnection()
    const heard: string[] = []
    const listen = (channel: RTCDataChannel) => {
      channel.onmessage = ({ data }) => heard.push(data)
      Object.assign(window, { channel })
    }
    connection.ondatachannel = ({ channel }) => listen(channel)
    const gathered = async () => {
      while (connection.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20))
      return connection.localDescription
    }
    Object.assign(window, { connection, heard, listen, gathered })
  })
}

declare const connection: RTCPeerConnection
declare const channel: RTCDataChannel
declare const heard: string[]
declare const listen: (channel: RTCDataChannel) => void
declare const gathered: () => Promise<RTCSessionDescription>

test('another program answers our JSON with plain SDP, and chats', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  await start(ana)
  await ana.button('Show as JSON for another program').click()
  const offer = await yourCode(ana.page).inputValue()
  expect(offer.length).toBeLessThanOrEqual(1000)
  const page = await (await browsers[1].newContext()).newPage()
  await bare(page, server.url)
  const answer = await page.evaluate(async (offer) => {
    await connection.setRemoteDescription(JSON.parse(offer))
    await connection.setLocalDescription()
    return (await gathered()).sdp
  }, offer)
  await connect(ana, answer)
  await ana.say('Who are you?')
  await expect.poll(() => page.evaluate(() => heard)).toContain('Who are you?')
  await page.evaluate(() => channel.send('Nobody you know'))
  await expect(ana.page.getByText('Nobody you know')).toBeVisible()
  await page.evaluate(() => connection.close())
  await expect(ana.page.getByRole('heading', { name: 'The other side left the call' })).toBeVisible()
})

test('another program offers camera and microphone as JSON, and gets ours', async ({ server, browsers }) => {
  const context = await browsers[1].newContext({ permissions: ['camera', 'microphone'] })
  const page = await context.newPage()
  await bare(page, server.url)
  const offer = await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
    for (const track of stream.getTracks()) connection.addTrack(track, stream)
    listen(connection.createDataChannel('mine'))
    await connection.setLocalDescription()
    return JSON.stringify(await gathered())
  })
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  await sayName(ana)
  await ana.button('I have a code').click()
  await theirCode(ana.page).fill(offer)
  await ana.button('Continue').click()
  await expect(yourCode(ana.page)).toBeVisible()
  const answer = await yourCode(ana.page).inputValue()
  await page.evaluate((answer) => connection.setRemoteDescription(JSON.parse(answer)), answer)
  await expectMedia(ana)
  const received = () =>
    page.evaluate(async () => {
      let frames = 0
      for (const entry of (await connection.getStats()).values()) frames += entry.framesDecoded ?? 0
      return frames
    })
  await expect.poll(received).toBeGreaterThan(10)
  await ana.say('I can see you')
  await expect.poll(() => page.evaluate(() => heard)).toContain('I can see you')
})

test('what cannot be used says why, and stays', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  const ben = await Caller.open(browsers[1], `${server.url}/direct`, 'Ben')
  const offer = await start(ana)
  const other = await start(ben)
  const problem = ana.page.getByRole('alert')
  for (const [text, why] of [
    ['', 'There is nothing in the field'],
    ['Hello Ana', 'not a code of a call'],
    [offer.slice(0, -20), 'part of this code is missing'],
    [offer, 'your own code'],
    [other, 'starts another call'],
    ['https://call.example/c/tea', 'link to a call with a server'],
  ] as const) {
    await finish(ana, text)
    await expect(problem).toContainText(why)
    await expect(theirCode(ana.page)).toHaveValue(text)
    await expect(yourCode(ana.page)).toHaveValue(offer)
  }
  await ben.button('Back').click()
  await connect(ana, await answer(ben, offer))
  await expectMedia(ana, ben)
})

test('the page that was opened once calls with the server gone', async ({ browsers }) => {
  const server = await startServer()
  const asked: string[] = []
  const visit = async (browser: (typeof browsers)[0], name: string) => {
    const caller = await Caller.open(browser, server.url, name)
    caller.page.on('request', (request) => asked.push(request.url()))
    await caller.page.evaluate(async () => {
      await navigator.serviceWorker.ready
      while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50))
    })
    return caller
  }
  const ana = await visit(browsers[0], 'Ana')
  const ben = await visit(browsers[1], 'Ben')
  await server.stop()

  await ana.page.reload()
  await expect(ana.page.getByText('The server cannot be reached right now')).toBeVisible()
  await ana.page.getByRole('link', { name: 'Call without a server' }).click()
  await ben.page.goto(`${server.url}/direct`)
  const offer = await start(ana)
  expect(offer).toMatch(/^[A-Z2-7]+$/)
  await connect(ana, await answer(ben, offer))
  await expectMedia(ana, ben)
  expect(asked.map((url) => new URL(url).host).filter((host) => host !== new URL(server.url).host)).toEqual([])
  await ana.page.goto(`${server.url}/c/tea`)
  await expect(ana.page.getByText('The server cannot be reached')).toBeVisible()
})

test('with a server there, its page is the one that opens', async ({ server, browsers }) => {
  const { page } = await Caller.open(browsers[0], server.url, 'Ana')
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.evaluate(async () => {
    for (const name of await caches.keys())
      await (await caches.open(name)).put('/', new Response('old', { headers: { 'content-type': 'text/html' } }))
  })
  await page.reload()
  await expect(page.getByRole('button', { name: 'New call' })).toBeVisible()
  for (const path of ['/healthz', '/metrics', '/readyz'])
    expect(await page.evaluate(async (path) => (await fetch(path)).status, path)).toBe(200)
  expect((await page.request.get(`${server.url}/sw.js`)).headers()['cache-control']).toBe('no-cache')
})

/** What a camera sees that is held before a picture: grey, and not quite straight. */
async function filmOf(page: Page, png: Buffer): Promise<Buffer> {
  const [width, height] = [640, 480]
  const grey = await page.evaluate(
    async ([encoded, width, height]) => {
      const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
      const picture = await createImageBitmap(new Blob([bytes]))
      const context = Object.assign(document.createElement('canvas'), { width, height }).getContext(
        '2d',
      ) as CanvasRenderingContext2D
      context.fillStyle = '#999'
      context.fillRect(0, 0, width, height)
      context.translate(width / 2, height / 2)
      context.rotate(0.1)
      context.drawImage(picture, -200, -200, 400, 400)
      const { data } = context.getImageData(0, 0, width, height)
      return btoa(Array.from({ length: width * height }, (_, i) => String.fromCharCode(data[i * 4 + 1] ?? 0)).join(''))
    },
    [png.toString('base64'), width, height] as const,
  )
  const frame = [Buffer.from('FRAME\n'), Buffer.from(grey, 'base64'), Buffer.alloc((width * height) / 2, 128)]
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), ...frame, ...frame])
}

test('a camera reads the code', async ({ server, browsers }, info) => {
  const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana')
  await start(ana)
  const film = info.outputPath('code.y4m')
  await writeFile(film, await filmOf(ana.page, await qrCode(ana.page).screenshot()))
  const filming = await launch([`--use-file-for-fake-video-capture=${film}`])
  const ben = await Caller.open(filming, `${server.url}/direct`, 'Ben')
  await sayName(ben)
  await ben.button('I have a code').click()
  await ben.button('Scan').click()
  const answered = await handout(ben.page)
  await connect(ana, answered)
  await expectMedia(ana, ben)
  await filming.close()
})
