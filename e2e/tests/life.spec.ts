// A call for a time to come, and the links and words that let people in.
import { Caller, expectMedia } from '../src/caller.ts'
import { createCall } from '../src/createCall.ts'
import { expect, test } from '../src/fixtures.ts'

test('two early visitors wait, are let in at the time, and both see why the call ended', async ({
  server,
  browsers,
}) => {
  const startsAt = new Date(Date.now() + 15_000).toISOString()
  const { call, hostKey } = await createCall(browsers[0], server.url, {
    title: 'Choir practice',
    startsAt,
    zone: 'Europe/Berlin',
  })
  const link = `${server.url}/c/${call}`
  const ben = await Caller.open(browsers[1], link, 'Ben')
  await expect(ben.page.getByRole('heading', { name: 'Choir practice' })).toBeVisible()
  await expect(ben.page.getByRole('timer')).toBeVisible()
  await expect(ben.page.getByRole('link', { name: 'Add to calendar' })).toHaveAttribute(
    'href',
    `/c/${call}/calendar.ics`,
  )
  await expect(ben.button('Join call')).toBeVisible({ timeout: 40_000 })
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(startsAt) - 1_000)

  const ana = await Caller.open(browsers[0], `${link}#host=${hostKey}`, 'Ana')
  await ana.join()
  await ben.join()
  await expectMedia(ana, ben)
  await ana.button('End call for everyone').click()
  await expect(ben.page.getByText('The host ended it for everyone.')).toBeVisible()
  await ben.page.goto(link)
  await expect(ben.page.getByText(/The host ended it for everyone\. It ended on/)).toBeVisible()
})

test('a guest has to know the passphrase', async ({ server, browsers }) => {
  const { call } = await createCall(browsers[0], server.url, { passphrase: 'open sesame' })
  const ben = await Caller.open(browsers[0], `${server.url}/c/${call}`, 'Ben')
  const box = ben.page.getByLabel('Passphrase')
  await box.fill('open barley')
  await ben.page.getByRole('textbox', { name: 'Your name' }).fill('Ben')
  await ben.button('Join call').click()
  await expect(ben.page.getByText('That is not the passphrase of this call.')).toBeVisible()
  await box.fill('open sesame')
  await ben.join()
})

test('who only looks on sees and hears, has no microphone and no camera, and is not seen', async ({
  server,
  browsers,
}) => {
  const { call, hostKey, links } = await createCall(browsers[0], server.url, {})
  const link = `${server.url}/c/${call}`
  const ana = await Caller.open(browsers[0], `${link}#host=${hostKey}`, 'Ana')
  await ana.join()
  const vera = await Caller.open(browsers[1], `${link}#view=${links.viewer}`, 'Vera')
  await expect(vera.page).toHaveURL(link)
  await vera.join()
  await vera.seesSomebody()
  await expect.poll(() => vera.frames()).toBeGreaterThan(10)
  await expect(vera.button(/microphone/)).toHaveCount(0)
  await expect(vera.button(/camera/)).toHaveCount(0)
  await expect(ana.page.getByText('Vera').first()).toBeVisible()
  expect(await ana.statistic('inbound-rtp', 'video', 'framesDecoded')).toBe(0)
})

test('a link that is not valid is said to be so, and one may go on without it', async ({ server, browsers }) => {
  const { call } = await createCall(browsers[0], server.url, {})
  const wrong = 'A'.repeat(43)
  const ben = await Caller.open(browsers[0], `${server.url}/c/${call}#guest=${wrong}`, 'Ben')
  await ben.page.getByRole('textbox', { name: 'Your name' }).fill('Ben')
  await ben.button('Join call').click()
  await expect(ben.page.getByRole('heading', { name: 'This link is no longer valid' })).toBeVisible()
  await ben.button('Try without it').click()
  await ben.join()
})
