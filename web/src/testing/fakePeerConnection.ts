import type { NegotiablePeer } from '../media/negotiation';

type Description = { type: 'offer' | 'answer'; sdp: string };

/** The signaling state machine of RTCPeerConnection, with rollback, and nothing else. */
export class FakePeerConnection implements NegotiablePeer {
  signalingState: RTCSignalingState = 'stable';
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  readonly candidates: string[] = [];
  /** The two descriptions of the last finished exchange, alike on both sides when they agree. */
  agreed: readonly string[] = [];
  rollbacks = 0;
  onsignalingstatechange: (() => void) | null = null;
  readonly #name: string;
  #made = 0;
  #began: 'our offer' | 'their offer' | undefined;
  #stableLocal: Description | null = null;
  restarts = 0;

  constructor(name: string) {
    this.#name = name;
  }

  restartIce(): void {
    this.restarts += 1;
  }

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    const answering = this.signalingState === 'have-remote-offer';
    this.#made += 1;
    const sdp = `o=- ${this.#name} ${this.#made} IN IP4 127.0.0.1\r\na=ice-ufrag:${this.#name}${this.#made}\r\n`;
    this.localDescription = { type: answering ? 'answer' : 'offer', sdp };
    this.signalingState = answering ? 'stable' : 'have-local-offer';
    if (answering) this.#becomeStable();
  }

  async setRemoteDescription(description: Description): Promise<void> {
    await Promise.resolve();
    if (description.type === 'offer') {
      if (this.signalingState === 'have-local-offer') this.#rollBack();
      this.localDescription = this.#stableLocal;
      this.signalingState = 'have-remote-offer';
    } else {
      if (this.signalingState !== 'have-local-offer') throw new Error(`answer in ${this.signalingState}`);
      this.signalingState = 'stable';
    }
    this.remoteDescription = description;
    if (this.signalingState === 'stable') this.#becomeStable();
  }

  async addIceCandidate({ candidate = '', usernameFragment }: RTCIceCandidateInit): Promise<void> {
    await Promise.resolve();
    const known = this.remoteDescription?.sdp.includes(`a=ice-ufrag:${usernameFragment}`);
    if (!known) throw new Error('unknown ufrag');
    this.candidates.push(candidate);
  }

  #rollBack(): void {
    // As Chromium 156: it would show no picture any more.
    if (this.#began === 'their offer') throw new Error('rolled back a connection that began with their offer');
    this.rollbacks += 1;
  }

  #becomeStable(): void {
    this.#began ??= this.localDescription?.type === 'offer' ? 'our offer' : 'their offer';
    this.#stableLocal = this.localDescription;
    this.agreed = [this.localDescription?.sdp ?? '', this.remoteDescription?.sdp ?? ''].sort();
    this.onsignalingstatechange?.();
  }
}
