// A real Chromium process with fake camera and microphone.
import { type Browser, type LaunchOptions, chromium as playwright } from '@playwright/test'

export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** @param home where it finds whom to trust; undefined for this user's own */
export function launch(flags: readonly string[] = [], home?: string, options: LaunchOptions = {}): Promise<Browser> {
  return playwright.launch({
    ...(home === undefined ? {} : { env: { ...process.env, HOME: home } }),
    executablePath: chromium,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // The popups of an address bar that nobody uses: two pages more for each window.
      '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      ...flags,
    ],
    ...options,
  })
}
