// A real Chromium process with fake camera and microphone.
import { type Browser, type LaunchOptions, chromium as playwright } from '@playwright/test'

export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

export function launch(flags: readonly string[] = [], options: LaunchOptions = {}): Promise<Browser> {
  return playwright.launch({
    executablePath: chromium,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      ...flags,
    ],
    ...options,
  })
}
