// What runs inside a page, of any browser, to tell what its connections do. Nothing here sees anything outside of itself.

declare global {
  interface Window {
    /** Every peer connection the page made; the tests' own hook, unknown to the page. */
    peers: RTCPeerConnection[]
    /** The newest that carries a call; the one that measures the own network sends and receives no media. */
    callPeer(): RTCPeerConnection | undefined
  }
}

export interface Path {
  readonly type: string
  readonly protocol: string
  readonly relayProtocol: string | undefined
  readonly remoteType: string
}

/** To run before the page's own code does. */
export function keepPeers(): void {
  window.peers = []
  window.callPeer = () => window.peers.findLast((peer) => peer.getTransceivers().length > 0)
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      window.peers.push(this)
    }
  }
}

/** Sum of one number over all statistics of one type, and of one kind unless that is empty. */
export async function sum([type, kind, name]: readonly [string, string, string]): Promise<number> {
  let sum = 0
  for (const peer of window.peers)
    for (const entry of (await peer.getStats()).values())
      if (entry.type === type && (kind === '' || entry.kind === kind)) sum += entry[name] ?? 0
  return sum
}

/** Frames decoded of what is shown as somebody's screen. */
export async function screenFrames(): Promise<number> {
  const shown = document.querySelector<HTMLVideoElement>('video[data-share]')?.srcObject as
    | MediaStream
    | null
    | undefined
  const track = shown?.getVideoTracks()[0]
  for (const peer of window.peers)
    for (const entry of (await peer.getStats()).values())
      if (entry.type === 'inbound-rtp' && entry.trackIdentifier === track?.id) return entry.framesDecoded ?? 0
  return 0
}

/** The candidates of the selected pair, which Chromium names on the transport and Firefox marks. */
export async function selectedPath(): Promise<Path | undefined> {
  for (const peer of window.peers) {
    const stats = await peer.getStats()
    for (const entry of stats.values()) {
      const pair =
        entry.type === 'transport' ? stats.get(entry.selectedCandidatePairId) : entry.selected ? entry : undefined
      if (pair === undefined) continue
      const local = stats.get(pair.localCandidateId)
      return {
        type: local.candidateType,
        protocol: local.protocol,
        relayProtocol: local.relayProtocol,
        remoteType: stats.get(pair.remoteCandidateId)?.candidateType,
      }
    }
  }
  return undefined
}
