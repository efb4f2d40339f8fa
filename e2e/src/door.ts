// An HTTP proxy in front of the server, as companies have them: each kind does something else to a WebSocket.
//   tsx door.ts TARGET PORT KIND CERTIFICATE KEY      one with https, on its own; prints what it sees of the signaling
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { createServer as createSecureServer, request as secureRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { pathToFileURL } from 'node:url'

export const doorKinds = ['passes', 'refuses', 'swallows', 'buffers'] as const
/**
 * passes: everything. refuses: answers an upgrade with 400. swallows: gives no answer to it. buffers: lets the upgrade
 * through, and then keeps what is said.
 */
export type DoorKind = (typeof doorKinds)[number]

export interface Door {
  readonly url: string
  /** What came of the signaling, such as "upgrade" or "POST /signal/http". */
  readonly signaling: readonly string[]
  readonly close: () => void
}

export async function openDoor(
  target: string,
  kind: DoorKind,
  port = 0,
  tls?: { cert: string; key: string },
): Promise<Door> {
  const signaling: string[] = []
  const note = (what: string) => {
    signaling.push(what)
    if (tls) console.log(what)
  }
  const onwards = (asked: IncomingMessage) => {
    const { protocol, hostname, port } = new URL(target)
    const { method, headers, url: path } = asked
    const options = { hostname, port: port || undefined, method, headers, path }
    // The certificate is the one that the door has, and not for its own address.
    return protocol === 'https:' ? secureRequest({ ...options, rejectUnauthorized: false }) : request(options)
  }
  const door: Server = tls ? createSecureServer(tls) : createServer()
  door.on('request', (asked: IncomingMessage, answer) => {
    if (asked.url?.startsWith('/signal')) note(`${asked.method} ${asked.url.split('?')[0]}`)
    const onward = onwards(asked)
    onward.on('response', (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    answer.on('close', () => onward.destroy())
    asked.pipe(onward)
  })
  const open = new Set<Duplex>()
  door.on('upgrade', (asked: IncomingMessage, browser: Duplex) => {
    note('upgrade')
    open.add(browser)
    browser.on('close', () => open.delete(browser))
    browser.on('error', () => browser.destroy())
    if (kind === 'refuses') browser.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    if (kind === 'refuses' || kind === 'swallows') return
    const onward = onwards(asked)
    onward.on('error', () => browser.destroy())
    onward.on('response', () => browser.destroy())
    onward.on('upgrade', (answered, server, first) => {
      const headers = Object.entries(answered.headers).map(([name, value]) => `${name}: ${value}\r\n`)
      browser.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join('')}\r\n`)
      server.on('error', () => server.destroy())
      server.on('close', () => browser.destroy())
      browser.on('close', () => server.destroy())
      if (kind === 'buffers') {
        browser.resume()
        server.resume()
        return
      }
      browser.write(first)
      server.pipe(browser).pipe(server)
    })
    onward.end()
  })
  door.listen(port)
  await once(door, 'listening')
  return {
    url: `http://localhost:${(door.address() as AddressInfo).port}`,
    signaling,
    close: () => {
      for (const socket of open) socket.destroy()
      door.closeAllConnections()
      door.close()
    },
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [target = '', port, kind, cert = '', key = ''] = process.argv.slice(2)
  await openDoor(target, kind as DoorKind, Number(port), {
    cert: readFileSync(cert, 'utf8'),
    key: readFileSync(key, 'utf8'),
  })
  console.log('open')
}
