// A data channel between two pages with nothing around it: what the browsers can do at best.
import type { Page } from '@playwright/test'

declare global {
  interface Window {
    /** The bare connection of this page, its channel, and what came over it. */
    bare: { connection: RTCPeerConnection; channel: RTCDataChannel; received: number }
  }
}

const MESSAGE_BYTES = 65_536
const BUFFERED_BYTES_MAX = 4 * 1_048_576

/** Bytes per second, from the first one handed to the channel to the last one that came. */
export async function bareThroughput(from: Page, to: Page, bytes: number): Promise<number> {
  const messages = Math.ceil(bytes / MESSAGE_BYTES)
  await Promise.all([from, to].map(open))
  const offer = await from.evaluate(describe, undefined)
  const answer = await to.evaluate(describe, offer)
  await from.evaluate((answer) => window.bare.connection.setRemoteDescription(answer), answer)
  const start = Date.now()
  await from.evaluate(
    async ({ messages, size, most }) => {
      const { channel } = window.bare
      if (channel.readyState !== 'open') await new Promise((resolve) => (channel.onopen = resolve))
      channel.bufferedAmountLowThreshold = most / 2
      const message = crypto.getRandomValues(new Uint8Array(size))
      for (let sent = 0; sent < messages; sent++) {
        if (channel.bufferedAmount > most) await new Promise((resolve) => (channel.onbufferedamountlow = resolve))
        channel.send(message)
      }
    },
    { messages, size: MESSAGE_BYTES, most: BUFFERED_BYTES_MAX },
  )
  await to.waitForFunction((all) => window.bare.received >= all, messages * MESSAGE_BYTES, {
    polling: 20,
    timeout: 300_000,
  })
  const seconds = (Date.now() - start) / 1000
  await Promise.all([from, to].map((page) => page.evaluate(() => window.bare.connection.close())))
  return (messages * MESSAGE_BYTES) / seconds
}

async function open(page: Page): Promise<void> {
  await page.evaluate(() => {
    const connection = new RTCPeerConnection()
    const channel = connection.createDataChannel('bare', { negotiated: true, id: 0 })
    channel.binaryType = 'arraybuffer'
    window.bare = { connection, channel, received: 0 }
    channel.onmessage = ({ data }) => {
      window.bare.received += data.byteLength
    }
  })
}

/** The description of this side with all its candidates: an offer, or the answer to one. */
async function describe(offer: RTCSessionDescriptionInit | undefined): Promise<RTCSessionDescriptionInit> {
  const { connection } = window.bare
  if (offer !== undefined) await connection.setRemoteDescription(offer)
  await connection.setLocalDescription()
  while (connection.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 20))
  const { type, sdp } = connection.localDescription as RTCSessionDescription
  return { type, sdp }
}
