import { expectAccessible } from '../src/accessible.ts'
import { Caller, expectMedia } from '../src/caller.ts'
import { expect, test } from '../src/fixtures.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no state has a serious accessibility fault, ${colorScheme}`, async ({ server, browsers }) => {
    const ana = await Caller.open(browsers[0], server.url, 'Ana', { colorScheme })
    await expectAccessible(ana.page, 'home')
    const link = await ana.newCall()
    await expect(ana.button('Join call')).toBeVisible()
    await expectAccessible(ana.page, 'pre-join')
    await ana.join()
    await expectAccessible(ana.page, 'waiting')
    const ben = await Caller.open(browsers[1], link, 'Ben', { colorScheme })
    await ben.join()
    await expectMedia(ana, ben)
    await ana.say('Hello')
    await expect(ben.button('Chat')).toHaveAccessibleDescription(/1/)
    await expectAccessible(ana.page, 'call with chat')
    await ben.button('Invite').click()
    await expectAccessible(ben.page, 'invite')
    await ben.page.keyboard.press('Escape')
    await ana.button('Call record').click()
    await ana.button('Ask Ben for their record').click()
    await expect(ben.page.getByRole('alertdialog')).toBeVisible()
    await expectAccessible(ana.page, 'call record')
    await expectAccessible(ben.page, 'asked for the record')
    await ana.page.keyboard.press('Escape')
    await ana.button('End call for everyone').click()
    await expect(ben.page.getByText('The call was ended')).toBeVisible()
    await expectAccessible(ben.page, 'ended')
    await ben.page.goto(`${server.url}/c/abcd-efghij-klmn`)
    await expect(ben.page.getByRole('heading', { name: 'This call does not exist' })).toBeVisible()
    await expectAccessible(ben.page, 'no such call')
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no state of a call without a server has one either, ${colorScheme}`, async ({ server, browsers }) => {
    const ana = await Caller.open(browsers[0], `${server.url}/direct`, 'Ana', { colorScheme })
    await expect(ana.button('Start a call')).toBeVisible()
    await expectAccessible(ana.page, 'choose')
    await ana.button('I have a code').click()
    await ana.button('Continue').click()
    await expect(ana.page.getByRole('alert')).toContainText('nothing in the field')
    await expectAccessible(ana.page, 'nothing entered')
    await ana.button('Scan').click()
    await expect(ana.page.getByRole('dialog')).toBeVisible()
    await expectAccessible(ana.page, 'scanner')
    await ana.page.keyboard.press('Escape')
    await ana.button('Back').click()
    await ana.button('Start a call').click()
    await expect(ana.page.getByRole('textbox', { name: 'Your code' })).toBeVisible()
    await expectAccessible(ana.page, 'offer')
    const ben = await Caller.open(
      browsers[1],
      await ana.page.getByRole('textbox', { name: 'Your code' }).inputValue(),
      'Ben',
      { colorScheme },
    )
    await expectAccessible(ben.page, 'invited')
    await ben.button('Answer').click()
    await expect(ben.page.getByRole('textbox', { name: 'Your code' })).toBeVisible()
    await expectAccessible(ben.page, 'answer')
  })
}

test('a call can be made with the keyboard alone', async ({ server, browsers }) => {
  const { page } = await Caller.open(browsers[0], server.url, 'Ana')
  const tabTo = async (name: string) => {
    const focused = page.locator(':focus')
    for (let i = 0; i < 30; i++) {
      if (
        (await focused.count()) &&
        (await focused.evaluate((it) => it.textContent || it.getAttribute('aria-label'))) === name
      )
        return
      if ((await focused.count()) && (await focused.getAttribute('aria-label')) === name) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab never came to ${name}`)
  }
  await tabTo('New call')
  await page.keyboard.press('Enter')
  const name = page.getByRole('textbox', { name: 'Your name' })
  await expect(name).toBeVisible()
  await name.focus()
  await page.keyboard.type('Ana')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Leave' })).toBeVisible()
  await tabTo('Mute microphone')
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Unmute microphone' })).toBeVisible()
  await tabTo('Leave')
  await page.keyboard.press('Enter')
  await expect(page.getByText('You left the call')).toBeVisible()
})
