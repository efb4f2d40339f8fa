// People who call without a server: what they do with the codes of the page /direct.
import type { Page } from '@playwright/test'
import type { Caller } from './caller.ts'

export const yourCode = (page: Page) => page.getByRole('textbox', { name: 'Your code' })
export const theirCode = (page: Page) => page.getByRole('textbox', { name: 'Code from the other person' })
export const qrCode = (page: Page) => page.getByRole('img', { name: 'QR code of your code' })

export interface Handout {
  readonly text: string
  readonly qrVersion: number
}

export async function sayName({ page, name }: Caller): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill(name)
}

export async function startDirect(caller: Caller): Promise<Handout> {
  await sayName(caller)
  await caller.button('Start a call').click()
  return handedOut(caller.page)
}

/** What the page hands out, as soon as it does. */
export async function handedOut(page: Page): Promise<Handout> {
  await qrCode(page).waitFor()
  return {
    text: await yourCode(page).inputValue(),
    qrVersion: Number(await qrCode(page).getAttribute('data-version')),
  }
}

/** Gives what was handed out over to the page, by one press of a button. */
export async function paste(caller: Caller, text: string, button: 'Continue' | 'Connect'): Promise<void> {
  await theirCode(caller.page).fill(text)
  await caller.button(button).click()
}

/** The code as it is on the screen, with the page around it. */
export async function takePicture(page: Page, file: string): Promise<string> {
  await qrCode(page).waitFor()
  await page.screenshot({ path: file })
  return file
}

export async function choosePicture(page: Page, file: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a picture' }).click()
  await (await chooser).setFiles(file)
}
