import { peerConfiguration } from '../media/iceServers';
import { type LocalTracks, NO_TRACKS, Peer, type PeerEvent } from '../media/peer';
import type { IceConfig, ParticipantId, Signal } from '../protocol/messages';
import { encodeDataMessage } from './dataMessages';
import type { Environment } from './environment';

interface Hooks {
  /** Whether the server would pass a signal on to this participant now. */
  reachable(to: ParticipantId): boolean;
  signal(to: ParticipantId, signal: Signal): void;
  event(id: ParticipantId, event: PeerEvent): void;
}

/** The media connections of one call by participant, and what all of them share. */
export class Peers {
  readonly #environment: Environment;
  readonly #hooks: Hooks;
  readonly #peers = new Map<ParticipantId, Peer>();
  /** Ids change when the server forgets a session; what a peer reports must carry the present one. */
  readonly #ids = new Map<Peer, ParticipantId>();
  #ice: IceConfig | undefined;
  #tracks = NO_TRACKS;
  #share = NO_TRACKS;

  constructor(environment: Environment, hooks: Hooks) {
    this.#environment = environment;
    this.#hooks = hooks;
  }

  open(id: ParticipantId, polite: boolean, offer: boolean, receiveOnly = false): void {
    this.close(id);
    const { createPeerConnection, clock, randomId, wish } = this.#environment;
    const certificate = this.#environment.certificate();
    const current = () => this.#ids.get(peer);
    const peer: Peer = new Peer(
      { create: createPeerConnection, clock, randomId },
      {
        polite,
        receiveOnly,
        configuration: peerConfiguration(this.#ice, wish, certificate),
        tracks: this.#tracks,
        share: this.#share,
      },
      (signal) => {
        const to = current();
        if (to !== undefined) this.#signal(peer, to, signal);
      },
      (event) => {
        const from = current();
        if (from !== undefined) this.#hooks.event(from, event);
      },
    );
    this.#peers.set(id, peer);
    this.#ids.set(peer, id);
    this.#count();
    if (offer) peer.offer();
  }

  get(id: ParticipantId): Peer | undefined {
    return this.#peers.get(id);
  }

  rename(from: ParticipantId, to: ParticipantId): void {
    const peer = this.#peers.get(from);
    if (peer === undefined) return;
    this.#peers.delete(from);
    this.#peers.set(to, peer);
    this.#ids.set(peer, to);
  }

  close(id: ParticipantId): void {
    const peer = this.#peers.get(id);
    if (peer === undefined) return;
    this.#peers.delete(id);
    this.#ids.delete(peer);
    peer.close();
    this.#count();
  }

  setTracks(tracks: LocalTracks): void {
    this.#tracks = tracks;
    for (const peer of this.#peers.values()) peer.setTracks(tracks);
  }

  setShare(share: LocalTracks): void {
    this.#share = share;
    for (const peer of this.#peers.values()) peer.setShare(share);
  }

  setIceServers(ice: IceConfig): void {
    this.#ice = ice;
    const configuration = peerConfiguration(ice, this.#environment.wish, undefined);
    for (const peer of this.#peers.values()) peer.setConfiguration(configuration);
  }

  /** Breaks every connection for real, for people who want to see what happens then. */
  simulateFailure(): void {
    for (const peer of this.#peers.values()) peer.simulateFailure();
  }

  hint(): void {
    for (const peer of this.#peers.values()) peer.hint();
  }

  /**
   * Over every way that may work: signals are repeatable (rule S37), and it cannot be known whether the other side
   * still listens to the server (rule S32). A path that carries data needs no server.
   */
  #signal(peer: Peer, to: ParticipantId, signal: Signal): void {
    const carried = peer.sendText(encodeDataMessage({ type: 'signal', signal }));
    if (carried && peer.carries && !this.#hooks.reachable(to)) return;
    this.#hooks.signal(to, signal);
  }

  /** Whether any of them could be told. */
  sendText(text: string): boolean {
    return [...this.#peers.values()].filter((peer) => peer.sendText(text)).length > 0;
  }

  /** They share what this browser can send. */
  #count(): void {
    for (const peer of this.#peers.values()) peer.setOthers(this.#peers.size);
  }
}
