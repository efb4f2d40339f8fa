import { readFile } from 'node:fs/promises'
import { Caller } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'

// A call for later: planned, listed, changed and canceled in the page of one browser; the link opened in another.

test('a call is scheduled, changed and canceled, and its guest is told', async ({ server, browsers }) => {
  const ana = await Caller.open(browsers[0], server.url, 'Ana', { timezoneId: 'Europe/Berlin' })
  const { page } = ana
  await ana.button('Schedule').click()
  await page.getByLabel('Title').fill('Choir practice')
  await page.getByLabel('Date').fill('2027-03-22')
  await page.getByLabel('Time', { exact: true }).fill('09:30')
  await page.getByLabel('Repeats').selectOption('WEEKLY')
  await page.getByLabel('Ends').selectOption('count')
  await page.getByRole('spinbutton', { name: 'Times' }).fill('4')
  await ana.button('Schedule call').click()
  await expect(page.getByRole('heading', { name: 'Choir practice' })).toBeVisible()
  const guestLink = await page.getByRole('textbox', { name: 'Link for your guests' }).inputValue()
  expect(await page.getByRole('textbox', { name: 'Your link as the host' }).inputValue()).toContain(
    `${guestLink}#host=`,
  )
  await expect(page.getByText('Invite by mail')).toHaveCount(0)

  const calendar = async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Calendar file' }).click(),
    ])
    return (await readFile(await download.path(), 'utf8')).replaceAll('\r\n ', '')
  }
  const first = await calendar()
  expect(first).toContain('DTSTART;TZID=Europe/Berlin:20270322T093000')
  expect(first).toContain('RRULE:FREQ=WEEKLY;COUNT=4')
  expect(first).toContain('SEQUENCE:0')
  expect(first).toContain(guestLink)
  expect(first).not.toContain('#host=')

  const ben = await Caller.open(browsers[1], guestLink, 'Ben')
  await expect(ben.page.getByText('Choir practice').first()).toBeVisible()

  await ana.button('Change').click()
  await page.getByLabel('Time', { exact: true }).fill('11:00')
  await ana.button('Save changes').click()
  await expect(page.getByText(/22 March 2027/)).toContainText('11:00')
  const second = await calendar()
  expect(second).toContain('DTSTART;TZID=Europe/Berlin:20270322T110000')
  expect(second).toContain('SEQUENCE:1')

  await ana.button('Back to start').click()
  const upcoming = page.getByRole('region', { name: 'Upcoming calls' })
  await expect(upcoming.getByText('Choir practice')).toBeVisible()
  await page.reload()
  await upcoming.getByRole('link', { name: /Choir practice/ }).click()

  await ana.button('Cancel call').click()
  await ana.button('Yes, cancel it').click()
  await expect(page.getByText('Canceled')).toBeVisible()
  expect(await calendar()).toContain('METHOD:CANCEL')
  await ben.page.reload()
  await expect(ben.page.getByRole('button', { name: 'Join call' })).toHaveCount(0)

  await ana.button('Remove from this list').click()
  await expect(upcoming).toHaveCount(0)
})
