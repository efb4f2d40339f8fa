// Pictures of every page and state, at desktop and phone size, to be looked at by people.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions } from '@playwright/test'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'
import { startProxy } from '../src/proxy.ts'
import { saveRecord } from '../src/record.ts'
import { root } from '../src/server.ts'
import { openQuiet, talk } from '../src/voice.ts'

const folder = join(root, 'target/screenshots')
mkdirSync(folder, { recursive: true })

const looks: Record<string, BrowserContextOptions> = {
  'desktop-light': { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  'desktop-dark': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  'phone-light': { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, deviceScaleFactor: 2 },
  'phone-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, deviceScaleFactor: 2 },
}

for (const [look, options] of Object.entries(looks)) {
  const shoot = async (caller: Caller, name: string) => {
    await caller.page.waitForTimeout(400)
    await caller.page.screenshot({ path: join(folder, `${name}-${look}.png`) })
  }

  /** On a phone much of the bar is under "More". */
  const press = async (caller: Caller, name: string) => {
    if (!(await caller.button(name).isVisible())) await caller.button('More').click()
    await caller.button(name).click()
  }

  test(`a call from home to its end, ${look}`, async ({ server, browsers }) => {
    const ana = await Caller.open(browsers[0], server.url, 'Ana Lindqvist', options)
    await shoot(ana, '01-home')
    const link = await ana.newCall()
    await expect(ana.page.getByRole('textbox', { name: 'Your name' })).toBeVisible()
    await ana.page.getByRole('textbox', { name: 'Your name' }).fill(ana.name)
    await ana.page.waitForTimeout(800)
    await shoot(ana, '02-pre-join')
    await ana.join()
    await shoot(ana, '03-waiting')
    const ben = await Caller.open(browsers[1], link, 'Ben Okafor', options)
    await ben.page.waitForTimeout(800)
    await shoot(ben, '04-pre-join-someone-inside')
    await ben.join()
    await expectMedia(ana, ben)
    await shoot(ana, '05-call')
    await ben.button('Turn camera off').click()
    await ben.button('Mute microphone').click()
    await expect(ana.page.getByText('Ben Okafor is muted')).toBeAttached()
    await shoot(ana, '06-call-other-muted-without-camera')
    await ana.say('Can you hear me? The agenda is at https://example.org/agenda')
    await ben.say('Yes, loud and clear.')
    await expect(ana.page.getByText('Yes, loud and clear.')).toBeVisible()
    await shoot(ana, '07-chat')
    await ana.page.keyboard.press('Escape')
    await press(ana, 'Share screen')
    await expect(ben.sharedScreen()).toBeVisible()
    await ben.page.waitForTimeout(800)
    await shoot(ana, '07-own-share')
    await shoot(ben, '07-share')
    await press(ana, 'Stop sharing')
    await press(ana, 'Invite')
    await shoot(ana, '08-invite')
    await ana.page.keyboard.press('Escape')
    await ana.button('Call record').click()
    await ana.button('Ask Ben Okafor for their record').click()
    await shoot(ana, '08-record')
    await shoot(ben, '08-record-asked')
    await ben.button('Share').click()
    await expect(ana.page.getByText(/is part of yours now/)).toBeVisible()
    await shoot(ana, '08-record-both-sides')
    const { file } = await saveRecord(ana)
    const saved = await browsers[0].newPage(options)
    await saved.goto(pathToFileURL(file).href)
    await saved.screenshot({ path: join(folder, `08-record-file-${look}.png`), fullPage: true })
    await press(ana, 'End call for everyone')
    await expect(ben.page.getByText('The call was ended')).toBeVisible()
    await shoot(ben, '09-ended')
  })

  test(`how a connection is, ${look}`, async ({ server, browsers }) => {
    test.setTimeout(120_000)
    const ana = await Caller.open(browsers[0], server.url, 'Ana Lindqvist', options)
    const link = await ana.newCall()
    await ana.join()
    const ben = await Caller.open(browsers[1], link, 'Ben Okafor', options)
    await ben.join()
    await expectMedia(ana, ben)
    // So that there are some numbers.
    await ana.page.waitForTimeout(30_000)
    await ana.button(/^Connection with Ben/).hover()
    await shoot(ana, '40-mark')
    await ana.page.keyboard.press('s')
    await expect(ana.page.getByText(/to the server and back/)).toBeVisible({ timeout: 30_000 })
    await shoot(ana, '41-numbers')
  })

  test(`more people, ${look}`, async ({ server, browsers }) => {
    test.setTimeout(300_000)
    const ana = await openQuiet(browsers[0], server.url, 'Ana Lindqvist', options)
    const link = await ana.newCall()
    await ana.join()
    const others: Caller[] = []
    for (const name of ['Ben Okafor', 'Cara Nowak', 'Dan', 'Eve Adeyemi', 'Filip']) {
      const other = await openQuiet(browsers[1], link, name, { viewport: { width: 640, height: 400 } })
      await other.join()
      others.push(other)
      await expect(ana.remoteVideo()).toHaveCount(others.length)
      await expect(ana.page.getByText('Connected directly')).toBeVisible({ timeout: 60_000 })
      if (others.length === 1) {
        await ana.page.waitForTimeout(5000)
        await shoot(ana, '30-two')
      }
      if (others.length === 2) await shoot(ana, '31-three')
    }
    const [ben, cara, dan] = others
    if (ben === undefined || cara === undefined || dan === undefined) throw new Error('nobody came')
    await dan.button('Turn camera off').click()
    await cara.button('Mute microphone').click()
    await ana.page.waitForTimeout(5000)
    await shoot(ana, '32-six')
    await ben.page.keyboard.press('h')
    await expect(ana.page.getByText('Ben Okafor raised a hand')).toBeVisible()
    await dan.page.keyboard.press('h')
    await ana.page.keyboard.press('h')
    await talk(ben, true)
    await cara.button('React').click()
    await cara.button('Applause').click()
    await expect(ana.page.getByRole('img', { name: /Applause/ })).toBeAttached()
    await shoot(ana, '33-hands-and-reactions')
    await ana.button('React').click()
    await shoot(ana, '34-react')
    await ana.page.keyboard.press('Escape')
    await ana.button('More').click()
    await shoot(ana, '35-more')
    await ana.button('Speaker').click()
    await ana.page.waitForTimeout(1500)
    await shoot(ana, '36-speaker')
    await ana.page.keyboard.press('2')
    await ana.button('Options for Cara Nowak').focus()
    await ana.page.keyboard.press('Enter')
    await shoot(ana, '37-pinned-with-options')
    await ana.page.keyboard.press('Escape')
    await ana.page.keyboard.press('2')
    await ben.button('Share screen').click()
    await expect(ana.sharedScreen()).toBeVisible()
    await ana.page.waitForTimeout(2500)
    await shoot(ana, '38-screen')
    await ana.page.keyboard.press('?')
    await shoot(ana, '39-shortcuts')
  })

  test(`failures, ${look}`, async ({ server, browsers }) => {
    const blocked = await Caller.open(browsers[0], server.url, 'Ana', options)
    await blocked.page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('blocked', 'NotAllowedError'))
    })
    await blocked.newCall()
    await blocked.page.reload()
    const ask = blocked.button('Turn on camera and microphone')
    await expect(ask.or(blocked.page.getByText(/blocked/i).first()).first()).toBeVisible()
    if (await ask.isVisible()) await ask.click()
    await expect(blocked.page.getByText(/blocked/i).first()).toBeVisible()
    await shoot(blocked, '10-camera-blocked')

    const lost = await Caller.open(browsers[0], `${server.url}/c/abcd-efghij-klmn`, 'Ana', options)
    await expect(lost.page.getByRole('heading').first()).toBeVisible()
    await lost.page.waitForTimeout(500)
    await shoot(lost, '11-call-not-found')

    const cable = await startProxy(server.url)
    const cut = await Caller.open(browsers[0], cable.url, 'Ana', options)
    await cut.newCall()
    await cut.join()
    cable.cut()
    await expect(cut.page.getByText(/Reconnecting to the server/)).toBeVisible()
    await shoot(cut, '12-server-lost')
    cable.close()

    const nowhere = await Caller.open(browsers[0], `${server.url}/c/`, 'Ana', options)
    await nowhere.page.waitForTimeout(300)
    await shoot(nowhere, '13-nothing-here')
  })

  test(`a call without a server, ${look}`, async ({ server, browsers }) => {
    const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana Lindqvist', options)
    await ana.page.getByRole('textbox', { name: 'Your name' }).fill(ana.name)
    await ana.page.waitForTimeout(600)
    await shoot(ana, '20-direct')
    await ana.button('Start a call').click()
    const code = ana.page.getByRole('textbox', { name: 'Your code' })
    await expect(code).toBeVisible()
    await shoot(ana, '21-direct-offer')
    const offer = await code.inputValue()
    const ben = await Caller.open(browsers[1], offer, 'Ben Okafor', options)
    await ben.page.waitForTimeout(600)
    await shoot(ben, '22-direct-invited')
    await ben.page.goto(`${server.url}/direct`)
    await ben.page.reload()
    await ben.page.getByRole('textbox', { name: 'Your name' }).fill(ben.name)
    await ben.button('I have a code').click()
    const field = ben.page.getByRole('textbox', { name: 'Code from the other person' })
    await field.fill(offer.slice(0, -9))
    await ben.button('Continue').click()
    await shoot(ben, '23-direct-damaged')
    await ben.button('Scan').click()
    await shoot(ben, '24-direct-scan')
    await ben.page.keyboard.press('Escape')
    await field.fill(offer)
    await ben.button('Continue').click()
    const back = ben.page.getByRole('textbox', { name: 'Your code' })
    await expect(back).toBeVisible()
    await shoot(ben, '25-direct-answer')
    await ana.page.getByRole('textbox', { name: 'Code from the other person' }).fill(await back.inputValue())
    await ana.button('Connect').click()
    await expectMedia(ana, ben)
    await shoot(ana, '26-direct-call')
    await ben.button('Leave').click()
    await expect(ana.page.getByRole('heading', { name: 'The other side left the call' })).toBeVisible()
    await shoot(ana, '27-direct-ended')
  })
}
