// The two servers that ./dev bench signaling measures, each with its client. A client calls `heard()` for each offer it got whole.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { said, scratch, start } from './process.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(new URL('peerjs/package.json', import.meta.url))
const { WebSocket } = require('ws')

/** Tincan pings a silent client after this time; clients of PeerJS talk by themselves. */
const HEARTBEAT_MILLIS = 15_000
const ACK_MILLIS = 500

/** What a browser says of itself, made 3 KB long. */
export const SDP = (() => {
  const lines = ['v=0', 'o=- 4611732 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1', 'm=video 9 UDP/TLS/RTP/SAVPF 96']
  for (let type = 96; lines.join('\r\n').length < 3_000; type++) {
    lines.push(`a=rtpmap:${type} VP8/90000`, `a=rtcp-fb:${type} nack pli`, `a=fmtp:${type} profile-level-id=42e01f;level-asymmetry-allowed=1`)
  }
  return `${lines.join('\r\n').slice(0, 3_070)}\r\n`
})()

/** Opens a WebSocket; resolves when the server has said that its client may begin. */
function connect(client, url, protocols, localAddress, begin) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols, { localAddress, perMessageDeflate: false })
    client.socket = socket
    socket.on('error', reject)
    socket.on('close', (code) => {
      if (!client.closing) throw new Error(`${client.constructor.name}: the server closed a connection (${code})`)
    })
    socket.on('message', (data) => client.on(JSON.parse(data), resolve))
    if (begin) socket.on('open', begin)
  })
}

class TincanClient {
  #seq = 0
  #received = 0
  #acked = 0

  /** `welcome` has come. */
  async open(server, localAddress, heard) {
    this.heard = heard
    this.socket = undefined
    await connect(this, `ws://127.0.0.1:${server.port}/signal`, 'tincan.v1', localAddress, () =>
      this.socket.send('{"type":"hello","v":1}'),
    )
    this.acks = setInterval(() => {
      if (this.#acked < this.#received) this.socket.send(`{"type":"ack","ack":${this.#take()}}`)
    }, ACK_MILLIS)
    return this
  }

  on(frame, opened) {
    if (frame.seq) this.#received = frame.seq
    switch (frame.type) {
      case 'welcome':
        this.id = frame.participant
        return opened()
      case 'ping':
        return this.socket.send('{"type":"pong"}')
      case 'callJoined':
        return this.joined()
      case 'createOffer':
        if (frame.body.sdp === SDP) this.heard()
        return
      case 'error':
      case 'fatal':
        if (this.closing) return
        throw new Error(`tincan: ${JSON.stringify(frame)}`)
    }
  }

  /** Enters the call of this name. */
  join(call) {
    return new Promise((resolve) => {
      this.joined = resolve
      this.#send({ id: '1', type: 'joinCall', body: { call, name: 'Ana', media: { audio: true, video: true } } })
    })
  }

  offer(to) {
    this.#send({ to: to.id, type: 'createOffer', body: { sdp: SDP, offerId: String(this.#seq) } })
  }

  close() {
    this.closing = true
    clearInterval(this.acks)
    this.socket.send('{"type":"bye"}')
    return new Promise((resolve) => this.socket.on('close', resolve))
  }

  #send(envelope) {
    this.socket.send(JSON.stringify({ seq: ++this.#seq, ack: this.#take(), ...envelope }))
  }

  #take() {
    this.#acked = this.#received
    return this.#acked
  }
}

class PeerClient {
  /** `OPEN` has come. */
  async open(server, localAddress, heard) {
    this.heard = heard
    this.socket = undefined
    this.id = randomUUID()
    const query = new URLSearchParams({ key: 'peerjs', id: this.id, token: Math.random().toString(36).slice(2) })
    await connect(this, `ws://127.0.0.1:${server.port}/peerjs?${query}`, [], localAddress)
    this.heartbeats = setInterval(() => this.socket.send('{"type":"HEARTBEAT"}'), HEARTBEAT_MILLIS)
    return this
  }

  on(message, opened) {
    if (message.type === 'OPEN') opened()
    else if (message.type === 'OFFER' && message.payload.sdp.sdp === SDP) this.heard()
    else throw new Error(`peerjs: ${JSON.stringify(message)}`)
  }

  async join() {}

  offer(to) {
    const sdp = { type: 'offer', sdp: SDP }
    const payload = { sdp, type: 'media', connectionId: `mc_${this.id.slice(0, 8)}`, metadata: {} }
    this.socket.send(JSON.stringify({ type: 'OFFER', payload, dst: to.id }))
  }

  close() {
    this.closing = true
    clearInterval(this.heartbeats)
    this.socket.close()
    return new Promise((resolve) => this.socket.on('close', resolve))
  }
}

/** As a user starts it, but for the ports and the folder; with `java`, the options of the JVM instead of those of ./tincan. */
async function startTincan(core, java) {
  const dataDir = join(scratch, `data-${randomUUID()}`)
  const args = ['--http-port=0', '--turn-port=0', '--participants-per-call=16', `--data-dir=${dataDir}`]
  const jar = join(root, 'server/target/tincan-server.jar')
  const child = java
    ? start(core, join(process.env.JAVA_HOME, 'bin/java'), [...java.split(/\s+/), '-jar', jar, ...args])
    : start(core, join(root, 'tincan'), args)
  await said(child, 'Stop with Ctrl-C')
  return { name: 'tincan', child, dataDir, port: Number(/http:\/\/localhost:(\d+)/.exec(child.output)[1]), Client: TincanClient }
}

/** As its README starts it; its limit of 5,000 clients is raised. */
async function startPeerJs(core) {
  const child = start(core, process.execPath, [
    join(root, 'bench/peerjs/node_modules/peer/dist/bin/peerjs.js'),
    ...['--host=127.0.0.1', '--concurrent_limit=100000'],
  ], { PORT: '0' })
  await said(child, 'Started PeerServer')
  return { name: 'peerjs', child, port: Number(/port: (\d+)/.exec(child.output)[1]), Client: PeerClient }
}

export const servers = [startTincan, startPeerJs]
const version = (name) => JSON.parse(readFileSync(join(root, `bench/peerjs/node_modules/${name}/package.json`))).version
export const versions = { node: process.version, peer: version('peer'), ws: version('ws') }
