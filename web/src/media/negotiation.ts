import type { Candidate, SessionDescription, Signal } from '../protocol/messages';
import { EarlyCandidates, isNamedBy } from './earlyCandidates';
import { isOlder } from './origin';

/** The part of RTCPeerConnection that negotiation needs. */
export interface NegotiablePeer {
  readonly signalingState: RTCSignalingState;
  readonly localDescription: { readonly type: string; readonly sdp: string } | null;
  readonly remoteDescription: { readonly type: string; readonly sdp: string } | null;
  setLocalDescription(): Promise<void>;
  setRemoteDescription(description: { type: 'offer' | 'answer'; sdp: string }): Promise<void>;
  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void>;
  restartIce(): void;
}

export interface NegotiationHooks {
  send(signal: Signal): void;
  /** Runs between the remote offer and the local answer: the place to attach what is to be sent. */
  beforeAnswer(): void;
  failed(error: unknown): void;
}

/** Repetitions of older offers are recognized by their age. */
const ANSWERS_KEPT_MAX = 4;

/**
 * Perfect negotiation (W3C WebRTC 1.0, section 10.7): both sides may offer at any time; when offers collide, the
 * impolite side ignores the other's offer and the polite side rolls its own back. Signals may come twice, late, and in
 * another order than they were sent (rule S37): answers name the offer they belong to, an offer that was answered gets
 * the same answer again, and one that is older than what is known is ignored. One thing is done at a time.
 *
 * The side whose offer began the connection is the polite one from then on (rule S39): in Chromium 156, a connection that
 * began with the other side's offer receives no picture any more after a rollback.
 */
export class Negotiation {
  readonly #peer: NegotiablePeer;
  #polite: boolean;
  readonly #hooks: NegotiationHooks;
  readonly #offerPrefix: string;
  readonly #early: EarlyCandidates;
  #last: Promise<void> = Promise.resolve();
  #offers = 0;
  /** False while the one whose offer began the connection may not have our answer. */
  #confirmed = true;
  #postponed = false;
  #answers: readonly SessionDescription[] = [];
  /** The last offer that collided with ours; it counts after all if its maker made it after answering ours. */
  #ignored: SessionDescription | undefined;

  constructor(
    peer: NegotiablePeer,
    polite: boolean,
    offerPrefix: string,
    hooks: NegotiationHooks,
    early = new EarlyCandidates(),
  ) {
    this.#peer = peer;
    this.#polite = polite;
    this.#offerPrefix = offerPrefix;
    this.#hooks = hooks;
    this.#early = early;
  }

  offer(): Promise<void> {
    return this.#inTurn(() => this.#offer());
  }

  onOffer(offer: SessionDescription): Promise<void> {
    return this.#inTurn(() => this.#onOffer(offer));
  }

  onAnswer(answer: SessionDescription): Promise<void> {
    return this.#inTurn(() => this.#onAnswer(answer));
  }

  onCandidate(candidate: Candidate): Promise<void> {
    return this.#inTurn(() => this.#onCandidate(candidate));
  }

  /** The connection stands, so the other side has our answer. */
  connected(): Promise<void> {
    this.#confirmed = true;
    const postponed = this.#postponed;
    this.#postponed = false;
    return postponed ? this.offer() : this.#last;
  }

  /** Sends the offer that has no answer yet once more, with the candidates that were found meanwhile. */
  repeatPending(): Promise<void> {
    return this.#inTurn(async () => this.#repeatPending());
  }

  /**
   * Asks for new paths. An offer under way is repeated instead of made anew, unless it is stale: made before the
   * network changed, so that its candidates lead nowhere.
   */
  restart(stale: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#confirmed) return this.#repeatAnswer();
      if (this.#peer.signalingState === 'have-local-offer' && !stale) return this.#repeatPending();
      this.#peer.restartIce();
      await this.#makeOffer();
    });
  }

  async #offer(): Promise<void> {
    // The connection asks again when it is stable.
    if (this.#peer.signalingState !== 'stable') return;
    if (this.#confirmed) await this.#makeOffer();
    else this.#postponed = true;
  }

  /** Takes the place of one under way. */
  async #makeOffer(): Promise<void> {
    await this.#peer.setLocalDescription();
    this.#offers += 1;
    this.#repeatPending();
  }

  async #onOffer(offer: SessionDescription): Promise<void> {
    const { sdp, offerId } = offer;
    const answered = this.#answers.find((answer) => answer.offerId === offerId);
    if (answered !== undefined) {
      this.#hooks.send({ type: 'createAnswer', body: answered });
      // Who did not hear our answer did not take an offer of ours either.
      this.#repeatPending();
      return;
    }
    const known = this.#peer.remoteDescription;
    if (known !== null && isOlder(sdp, known.sdp)) return;
    if (!this.#polite && this.#peer.signalingState === 'have-local-offer') {
      this.#ignored = offer;
      return;
    }
    await this.#peer.setRemoteDescription({ type: 'offer', sdp });
    if (known === null) {
      this.#polite = false;
      this.#confirmed = false;
    }
    this.#hooks.beforeAnswer();
    await this.#peer.setLocalDescription();
    const answer = this.#peer.localDescription;
    if (answer?.type === 'answer') {
      const body = { sdp: answer.sdp, offerId };
      this.#answers = [...this.#answers, body].slice(-ANSWERS_KEPT_MAX);
      this.#hooks.send({ type: 'createAnswer', body });
    }
    await this.#addEarlyCandidates();
  }

  async #onAnswer({ sdp, offerId }: SessionDescription): Promise<void> {
    if (offerId !== this.#offerId() || this.#peer.signalingState !== 'have-local-offer') return;
    if (this.#peer.remoteDescription === null) this.#polite = true;
    await this.#peer.setRemoteDescription({ type: 'answer', sdp });
    await this.#addEarlyCandidates();
    const ignored = this.#ignored;
    this.#ignored = undefined;
    if (ignored !== undefined) await this.#onOffer(ignored);
  }

  async #onCandidate(candidate: Candidate): Promise<void> {
    const known = this.#peer.remoteDescription;
    if (known !== null && isNamedBy(known.sdp, candidate)) await this.#add(candidate);
    else this.#early.keep(candidate);
  }

  async #addEarlyCandidates(): Promise<void> {
    const known = this.#peer.remoteDescription;
    if (known !== null) for (const candidate of this.#early.takeNamedBy(known.sdp)) await this.#add(candidate);
  }

  async #add(candidate: Candidate): Promise<void> {
    await this.#peer.addIceCandidate({
      candidate: candidate.candidate,
      sdpMid: candidate.sdpMid ?? (candidate.sdpMLineIndex === null ? '0' : null),
      sdpMLineIndex: candidate.sdpMLineIndex,
      usernameFragment: candidate.usernameFragment,
    });
  }

  #repeatAnswer(): void {
    const answer = this.#answers.at(-1);
    if (answer !== undefined) this.#hooks.send({ type: 'createAnswer', body: answer });
  }

  #repeatPending(): void {
    const offer = this.#peer.localDescription;
    if (this.#peer.signalingState !== 'have-local-offer' || offer === null) return;
    this.#hooks.send({ type: 'createOffer', body: { sdp: offer.sdp, offerId: this.#offerId() } });
  }

  #offerId(): string {
    return `${this.#offerPrefix}${this.#offers}`;
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(task).catch((error) => this.#hooks.failed(error));
    return this.#last;
  }
}
