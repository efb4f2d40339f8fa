// Asks STUN (RFC 8489) from one socket at several ports which port the outside sees, and prints the answers as JSON.
//   tsx stun.ts ADDRESS PORT...      with null for a port that does not answer
import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { pathToFileURL } from 'node:url'

const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const MAGIC_COOKIE = 0x2112a442
const XOR_MAPPED_ADDRESS = 0x0020
const HEADER = 20

function bindingRequest(transaction: Buffer): Buffer {
  const header = Buffer.alloc(HEADER)
  header.writeUInt16BE(BINDING_REQUEST, 0)
  header.writeUInt32BE(MAGIC_COOKIE, 4)
  transaction.copy(header, 8)
  return header
}

/** The port in the answer to this transaction. */
export function mappedPort(answer: Buffer, transaction: Buffer): number | undefined {
  if (answer.length < HEADER || answer.readUInt16BE(0) !== BINDING_SUCCESS) return undefined
  if (!answer.subarray(8, HEADER).equals(transaction)) return undefined
  for (let at = HEADER; at + 8 <= answer.length; at += 4 + Math.ceil(answer.readUInt16BE(at + 2) / 4) * 4) {
    // Type, length, reserved byte, family, then the port, masked by the first half of the cookie.
    if (answer.readUInt16BE(at) === XOR_MAPPED_ADDRESS) return answer.readUInt16BE(at + 6) ^ (MAGIC_COOKIE >>> 16)
  }
  return undefined
}

async function ask(socket: Socket, address: string, port: number): Promise<number | null> {
  const transaction = randomBytes(12)
  const answered = new Promise<number>((resolve) => {
    socket.on('message', (answer, from) => {
      const mapped = from.port === port ? mappedPort(answer, transaction) : undefined
      if (mapped !== undefined) resolve(mapped)
    })
  })
  for (let attempt = 0; attempt < 3; attempt++) {
    socket.send(bindingRequest(transaction), port, address)
    const mapped = await Promise.race([answered, new Promise<null>((resolve) => setTimeout(resolve, 300, null))])
    if (mapped !== null) return mapped
  }
  return null
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [address = '', ...ports] = process.argv.slice(2)
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  // A NAT that drops may say so by ICMP, which is no answer either.
  socket.on('error', () => {})
  const mapped = await Promise.all(ports.map((port) => ask(socket, address, Number(port))))
  console.log(JSON.stringify(mapped))
  socket.close()
}
