import type { Candidate, SessionDescription, Signal } from '../protocol/messages';

/** The part of RTCPeerConnection that negotiation needs. */
export interface NegotiablePeer {
  readonly signalingState: RTCSignalingState;
  readonly localDescription: { readonly type: string; readonly sdp: string } | null;
  readonly remoteDescription: { readonly type: string; readonly sdp: string } | null;
  setLocalDescription(): Promise<void>;
  setRemoteDescription(description: { type: 'offer' | 'answer'; sdp: string }): Promise<void>;
  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void>;
}

export interface NegotiationHooks {
  send(signal: Signal): void;
  /** Runs between the remote offer and the local answer: the place to attach what is to be sent. */
  beforeAnswer(): void;
  failed(error: unknown): void;
}

/**
 * Perfect negotiation (W3C WebRTC 1.0, section 10.7): both sides may offer at any time; when offers collide, the
 * impolite side ignores the other's offer and the polite side rolls its own back. Answers name the offer they
 * belong to, so that an answer to an offer that was rolled back is not mistaken for an answer to the next one.
 */
export class Negotiation {
  readonly #peer: NegotiablePeer;
  readonly #polite: boolean;
  readonly #hooks: NegotiationHooks;
  readonly #offerPrefix: string;
  #offers = 0;
  #makingOffer = false;
  #ignoringOffer = false;
  #settingAnswer = false;

  constructor(peer: NegotiablePeer, polite: boolean, offerPrefix: string, hooks: NegotiationHooks) {
    this.#peer = peer;
    this.#polite = polite;
    this.#offerPrefix = offerPrefix;
    this.#hooks = hooks;
  }

  async offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.#peer.setLocalDescription();
      // A collision may have turned this into an answer, which onOffer sends.
      const description = this.#peer.localDescription;
      if (description?.type !== 'offer') return;
      this.#offers += 1;
      this.#hooks.send({ type: 'createOffer', body: { sdp: description.sdp, offerId: this.#offerId() } });
    } catch (error) {
      this.#hooks.failed(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  async onOffer({ sdp, offerId }: SessionDescription): Promise<void> {
    const stable = this.#peer.signalingState === 'stable' || this.#settingAnswer;
    this.#ignoringOffer = !this.#polite && (this.#makingOffer || !stable);
    if (this.#ignoringOffer) return;
    try {
      await this.#peer.setRemoteDescription({ type: 'offer', sdp });
      this.#hooks.beforeAnswer();
      await this.#peer.setLocalDescription();
      const answer = this.#peer.localDescription;
      if (answer?.type === 'answer') this.#hooks.send({ type: 'createAnswer', body: { sdp: answer.sdp, offerId } });
    } catch (error) {
      this.#hooks.failed(error);
    }
  }

  async onAnswer({ sdp, offerId }: SessionDescription): Promise<void> {
    if (offerId !== this.#offerId() || this.#peer.signalingState !== 'have-local-offer') return;
    try {
      this.#settingAnswer = true;
      await this.#peer.setRemoteDescription({ type: 'answer', sdp });
    } catch (error) {
      this.#hooks.failed(error);
    } finally {
      this.#settingAnswer = false;
    }
  }

  async onCandidate(candidate: Candidate): Promise<void> {
    try {
      await this.#peer.addIceCandidate({
        candidate: candidate.candidate,
        sdpMid: candidate.sdpMid ?? (candidate.sdpMLineIndex === null ? '0' : null),
        sdpMLineIndex: candidate.sdpMLineIndex,
        usernameFragment: candidate.usernameFragment,
      });
    } catch (error) {
      // Candidates of an offer that was ignored, or of a generation that an ICE restart ended, have nowhere to go.
      if (this.#ignoringOffer || this.#isOfAnotherGeneration(candidate)) return;
      this.#hooks.failed(error);
    }
  }

  #offerId(): string {
    return `${this.#offerPrefix}${this.#offers}`;
  }

  #isOfAnotherGeneration({ usernameFragment }: Candidate): boolean {
    const remote = this.#peer.remoteDescription;
    if (remote === null || usernameFragment === null) return true;
    return !remote.sdp.includes(`a=ice-ufrag:${usernameFragment}`);
  }
}

/** The session id of the `o=` line: the same for the whole life of one peer connection (RFC 9429, section 5.2.1). */
export function sessionIdOf(sdp: string): string {
  return /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? '';
}
