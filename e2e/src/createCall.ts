// A call that is not as the page makes it: with a lobby, a passphrase, a time to come.
import type { Browser } from '@playwright/test'

export interface CreatedCall {
  readonly call: string
  readonly hostKey: string
  readonly links: { guest?: string; viewer?: string }
}

/** What the page says when it makes a call, from a client of a few lines. */
export async function createCall(browser: Browser, origin: string, body: object): Promise<CreatedCall> {
  const page = await browser.newPage()
  await page.goto(`${origin}/healthz`)
  const created = await page.evaluate(
    (body) =>
      new Promise<CreatedCall>((done, failed) => {
        const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/signal`, 'tincan.v1')
        socket.onerror = () => failed(new Error('no connection'))
        socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', v: 1 }))
        socket.onmessage = ({ data }) => {
          const frame = JSON.parse(String(data))
          if (frame.type === 'welcome')
            socket.send(JSON.stringify({ seq: 1, ack: 0, id: '1', type: 'createCall', body }))
          if (frame.type === 'error') failed(new Error(frame.body.code))
          if (frame.type === 'callCreated') {
            socket.close()
            done(frame.body)
          }
        }
      }),
    body,
  )
  await page.close()
  return created
}
