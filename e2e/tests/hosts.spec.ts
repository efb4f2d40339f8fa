import type { Browser } from '@playwright/test'
import { expectAccessible } from '../src/accessible.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import { createCall } from '../src/createCall.ts'
import { expect, test } from '../src/fixtures.ts'

async function knock(browser: Browser, link: string, name: string): Promise<Caller> {
  const caller = await Caller.open(browser, link, name)
  await caller.page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await caller.button('Join call').click()
  await expect(caller.page.getByText(/Waiting for someone to let you in/)).toBeVisible()
  return caller
}

async function choose(host: Caller, name: string, item: string): Promise<void> {
  const video = host.page.getByRole('listitem').filter({ has: host.page.getByLabel(`Video of ${name}`) })
  await video.hover()
  await host.button(`Options for ${name}`).click()
  await host.button(item).click()
}

test('a host lets people in, all at once or one by one, and turns others away', async ({ server, browsers }) => {
  const { call, hostKey } = await createCall(browsers[0], server.url, { lobby: true })
  const link = `${server.url}/c/${call}`
  const ana = await Caller.open(browsers[0], `${link}#host=${hostKey}`, 'Ana')
  await ana.join()
  const ben = await knock(browsers[1], link, 'Ben')
  await expect(ben.page.getByText('Ana')).toHaveCount(0)
  await expect(ana.page.getByRole('status').filter({ hasText: 'Ben is waiting to be let in' })).toHaveCount(1)
  const cara = await knock(browsers[1], link, 'Cara')
  await expect(ana.button('Turn away Cara')).toBeVisible()
  await expectAccessible(ana.page, 'somebody waits')
  await expectAccessible(cara.page, 'waiting to be let in')
  await ana.button('Let all in').click()
  await ben.button('Leave').waitFor()
  await cara.button('Leave').waitFor()
  await expect(ana.remoteVideo()).toHaveCount(2)
  await cara.button('Leave').click()

  const dan = await knock(browsers[1], link, 'Dan')
  await ana.button('Turn away Dan').click()
  await expect(dan.page.getByRole('heading', { name: 'You were not let in' })).toBeVisible()
  await ana.button('End call for everyone').click()
  await expect(ben.page.getByText('The call was ended')).toBeVisible()
})

test('a host mutes, stops a screen, locks, removes, blocks, and hands over', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana')
  const link = await ana.newCall()
  await ana.join()
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await ben.join()
  await expectMedia(ana, ben)

  await choose(ana, 'Ben', 'Mute Ben')
  await expect(ben.page.getByText('Ana muted you. You can unmute yourself')).toBeVisible()
  await expect(ana.page.getByText('Ben is muted')).toBeVisible()
  await ben.button('Unmute microphone').click()
  await expect(ana.page.getByText('Ben is muted')).toHaveCount(0)
  await choose(ana, 'Ben', 'Turn off camera of Ben')
  await expect(ben.button('Turn camera on')).toBeVisible()
  await ben.button('Turn camera on').click()

  await ben.button('Share screen').click()
  await expect(ana.sharedScreen()).toBeVisible()
  await choose(ana, 'Ben', 'Stop screen of Ben')
  await expect(ben.page.getByText('Ana stopped your screen')).toBeVisible()
  await expect(ana.sharedScreen()).toHaveCount(0)
  await expect(ben.button('Share screen')).toBeVisible()
  await ben.button('Share screen').click()
  await expect(ana.sharedScreen()).toBeVisible()

  await ana.button('More').click()
  await ana.button('Lock call').click()
  await expect(ben.page.getByText('Locked', { exact: true })).toBeVisible()
  const cara = await Caller.open(browsers[1], link, 'Cara')
  await cara.page.getByRole('textbox', { name: 'Your name' }).fill('Cara')
  await cara.button('Join call').click()
  await expect(cara.page.getByRole('heading', { name: 'This call is locked' })).toBeVisible()
  await expectAccessible(cara.page, 'locked')
  await ana.button('More').click()
  await ana.button('Unlock call').click()
  await cara.button('Try again').click()
  await cara.join()
  await expect(ana.remoteVideo()).toHaveCount(2)

  await choose(ana, 'Cara', 'Make host')
  await expect(cara.page.getByText('You are a host of this call now')).toBeVisible()
  await choose(cara, 'Ben', 'Remove and block')
  await cara.page.getByRole('dialog').getByRole('button', { name: 'Remove and block' }).click()
  await expect(ben.page.getByRole('heading', { name: 'You cannot join this call' })).toBeVisible()
  await expect(ana.remoteVideo()).toHaveCount(1)
  await ben.page.goto(link)
  await ben.page.getByRole('textbox', { name: 'Your name' }).fill('ben ')
  await ben.button('Join call').click()
  await expect(ben.page.getByRole('heading', { name: 'You cannot join this call' })).toBeVisible()

  await ana.button('More').click()
  await ana.button('Stop being a host').click()
  await expect(ana.button('End call for everyone')).toHaveCount(0)
  await cara.button('End call for everyone').click()
  await expect(ana.page.getByText('The call was ended')).toBeVisible()
})
