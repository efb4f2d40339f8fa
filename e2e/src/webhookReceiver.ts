// A program that is told what happens, by docs/webhooks.md: it looks who says it, and takes each event once.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

const TOLERANCE_SECONDS = 300

export interface WebhookEvent {
  readonly id: string
  readonly number: number
  readonly type: string
  readonly timestamp: string
  readonly data: {
    readonly call?: { readonly id: string; readonly title?: string }
    readonly participant?: { readonly id: string; readonly name: string; readonly role?: string }
    readonly participants?: readonly { readonly name: string; readonly staySeconds: number }[]
    readonly participantCount?: number
    readonly reason?: string
    readonly staySeconds?: number
    readonly durationSeconds?: number
  }
}

export interface Delivery {
  readonly id: string
  readonly event: WebhookEvent
  readonly verified: boolean
  /** What it was answered with. */
  readonly status: number
}

export interface WebhookReceiver {
  readonly url: string
  /** Every request in the order in which they came, those that were refused too. */
  readonly deliveries: readonly Delivery[]
  /** The types of what was taken, in the order in which it came. */
  readonly taken: () => string[]
  /** Told by the server when the webhook is made; nothing is taken before. */
  secret: string
  readonly close: () => Promise<void>
}

/** @param refuses whether it is out of order for the next delivery, whatever that says; told how many came before */
export async function startReceiver(refuses: (before: number) => boolean, now = Date.now): Promise<WebhookReceiver> {
  const deliveries: Delivery[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const verified = verify(receiver.secret, request.headers, body, now())
    const status = refuses(deliveries.length) ? 503 : verified ? 204 : 401
    deliveries.push({ id: header(request.headers, 'webhook-id'), event: JSON.parse(String(body)), verified, status })
    response.writeHead(status).end(status === 503 ? '<h1>The database is away.</h1>' : '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tincan`,
    deliveries,
    taken: () => deliveries.filter(({ status }) => status === 204).map(({ event }) => event.type),
    secret: '',
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}

function verify(secret: string, headers: IncomingHttpHeaders, body: Buffer, now: number): boolean {
  const sentAt = header(headers, 'webhook-timestamp')
  if (Math.abs(now / 1000 - Number(sentAt)) > TOLERANCE_SECONDS) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signed = createHmac('sha256', key)
    .update(`${header(headers, 'webhook-id')}.${sentAt}.`)
    .update(body)
  const expected = Buffer.from(`v1,${signed.digest('base64')}`)
  return header(headers, 'webhook-signature')
    .split(' ')
    .map((one) => Buffer.from(one))
    .some((one) => one.length === expected.length && timingSafeEqual(one, expected))
}

function header(headers: IncomingHttpHeaders, name: string): string {
  return String(headers[name] ?? '')
}
