// A TCP proxy between browser and server that can be cut like a cable: open connections die, new ones are refused.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Proxy {
  readonly url: string
  cut(): void
  restore(): void
  close(): void
}

export async function startProxy(target: string): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let open = true
  const proxy = createServer((browser) => {
    if (!open) {
      browser.destroy()
      return
    }
    const server = connect(Number(new URL(target).port), '127.0.0.1')
    for (const [from, to] of [
      [browser, server],
      [server, browser],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => from.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  }).listen(0)
  await once(proxy, 'listening')
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const cut = () => {
    open = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://localhost:${address.port}`,
    cut,
    restore: () => {
      open = true
    },
    close: () => {
      cut()
      proxy.close()
    },
  }
}
