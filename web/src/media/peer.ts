import type { SessionDescription, Signal } from '../protocol/messages';
import type { Clock } from '../time/clock';
import { CameraSender } from './cameraSender';
import { EarlyCandidates } from './earlyCandidates';
import { audioWithoutFeedback } from './feedback';
import { Negotiation, type NegotiationHooks } from './negotiation';
import { originOf } from './origin';
import type { PathReport, Rows } from './path';
import { PathWatch } from './pathWatch';
import type { View } from './sending';
import { attachShare, sharedTracks } from './share';
import { ownTracks, ownTransceiver, stopLeftovers } from './transceivers';
import { voiceFirst, voiceTwice } from './voice';

export type PeerEvent =
  | { type: 'state'; state: RTCPeerConnectionState }
  /** Media stopped coming, before the browser says so, or comes again. */
  | { type: 'flow'; flowing: boolean }
  /** The other side offered, so it repairs what there is to repair. */
  | { type: 'offered' }
  | { type: 'path'; path: PathReport['path']; lossy: boolean }
  | { type: 'stream'; stream: MediaStream }
  /** The screen that the other side shares from now on; undefined when it shares none any more. */
  | { type: 'share'; stream: MediaStream | undefined }
  | { type: 'channel'; open: boolean }
  | { type: 'text'; text: string }
  | { type: 'file-channel' }
  | { type: 'file-data'; data: string | ArrayBuffer }
  /** Several times a second, or once in half of one. */
  | { type: 'statistics'; rows: Rows };

export type CreatePeerConnection = (configuration: RTCConfiguration) => RTCPeerConnection;

export interface PeerEnvironment {
  create: CreatePeerConnection;
  clock: Clock;
  randomId(): string;
}

export interface LocalTracks {
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
}

export const NO_TRACKS: LocalTracks = { audio: null, video: null };

/** The data channel is negotiated by both sides having agreed on this number beforehand. */
const DATA_CHANNEL_ID = 0;
/** 1 may be taken by the channel that a call without a server began with (rule S54). */
const FILE_CHANNEL_ID = 2;
/** Late signals come from the last few connections, not from older ones. */
const REPLACED_KEPT_MAX = 8;

/** The media between this browser and one other participant; replaces its RTCPeerConnection when one is beyond repair. */
export class Peer {
  readonly #environment: PeerEnvironment;
  readonly #polite: boolean;
  readonly #direction: 'sendrecv' | 'recvonly';
  readonly #send: (signal: Signal) => void;
  readonly #emit: (event: PeerEvent) => void;
  /** Tracks of one stream are kept in step by the receiver. */
  readonly #group = new MediaStream();
  readonly #shareGroup = new MediaStream();
  #configuration: RTCConfiguration;
  #tracks: LocalTracks;
  #share: LocalTracks;
  #connection!: RTCPeerConnection;
  #negotiation!: Negotiation;
  #channel: RTCDataChannel | undefined;
  #fileChannel: RTCDataChannel | undefined;
  #negotiating = false;
  #hasStream = false;
  /** The other side's screen as it was last reported. */
  #shared: readonly MediaStreamTrack[] = [];
  /** One exchange of descriptions was finished on this connection. */
  #agreed = false;
  #generation = 0;
  readonly #early = new EarlyCandidates();
  /** The other side's connections that ours were connected with and are no more, by their session ids. */
  #replaced: readonly string[] = [];
  /** The network changed since the last offer was made: its candidates may lead nowhere. */
  #stale = false;
  readonly #watch: PathWatch;
  readonly #camera: CameraSender;

  constructor(
    environment: PeerEnvironment,
    options: {
      polite: boolean;
      /** Nothing is ever sent to the other side (rule S90). */
      receiveOnly?: boolean;
      configuration: RTCConfiguration;
      tracks: LocalTracks;
      share?: LocalTracks;
    },
    send: (signal: Signal) => void,
    emit: (event: PeerEvent) => void,
  ) {
    this.#environment = environment;
    this.#polite = options.polite;
    this.#direction = options.receiveOnly ? 'recvonly' : 'sendrecv';
    this.#configuration = options.configuration;
    this.#tracks = options.tracks;
    this.#share = options.share ?? NO_TRACKS;
    this.#send = send;
    this.#emit = emit;
    this.#camera = new CameraSender(environment.clock);
    this.#watch = new PathWatch(environment.clock, {
      flow: (flowing) => emit({ type: 'flow', flowing }),
      path: (path, lossy) => emit({ type: 'path', path, lossy }),
      statistics: (rows) => {
        this.#camera.look(rows);
        emit({ type: 'statistics', rows });
      },
      recovered: () => this.#camera.recovered(),
      settled: () => this.#camera.settled(),
      // Nobody else asks after an offer that got lost while the old path came back.
      reported: () => this.repeatPending(),
    });
    this.#open();
  }

  /** Begins to offer; a peer that is not told to waits for the other side's offer. */
  offer(): void {
    this.#attach(this.#shared.map(({ kind }) => kind));
    this.#openChannel();
    this.#negotiating = true;
    void this.#negotiation.offer();
  }

  signal(signal: Signal): void {
    switch (signal.type) {
      case 'createOffer':
        if (this.#replaced.includes(originOf(signal.body.sdp).session)) return;
        this.#onOffer(signal.body);
        return;
      case 'createAnswer':
        void this.#negotiation.onAnswer(signal.body);
        return;
      case 'addIceCandidate':
        void this.#negotiation.onCandidate(signal.body);
    }
  }

  setTracks(tracks: LocalTracks): void {
    this.#tracks = tracks;
    for (const kind of ['audio', 'video'] as const) {
      const sender = ownTransceiver(this.#connection, kind)?.sender;
      if (sender !== undefined && sender.track !== tracks[kind]) void sender.replaceTrack(tracks[kind]);
    }
  }

  /** Shows the other side a screen, or with no tracks none; microphone and camera are not touched. */
  setShare(share: LocalTracks): void {
    this.#share = share;
    if (this.#negotiating && this.#connection.connectionState !== 'closed') this.#attachShare([]);
  }

  /** How large the other side shows this side's camera. */
  see(view: View): void {
    this.#camera.see(view);
  }

  /** How many people the camera is sent to. */
  setOthers(others: number): void {
    this.#camera.setOthers(others);
  }

  setConfiguration(configuration: RTCConfiguration): void {
    // The certificate of a connection cannot change (W3C WebRTC 1.0, section 4.4.1.6).
    this.#configuration = { ...this.#configuration, ...configuration };
    this.#connection.setConfiguration(this.#configuration);
  }

  restartIce(): void {
    if (this.#connection.connectionState === 'closed') {
      this.rebuild();
      return;
    }
    if (!this.#negotiating) {
      this.offer();
      return;
    }
    this.#watch.repairing();
    const stale = this.#stale;
    this.#stale = false;
    void this.#negotiation.restart(stale);
  }

  /** The connection is closed underneath, and everybody has to find out. */
  simulateFailure(): void {
    this.#connection.close();
    this.#emit({ type: 'channel', open: false });
    this.#emit({ type: 'state', state: 'failed' });
  }

  /** Says an offer again that may have got lost on its way. */
  repeatPending(): void {
    void this.#negotiation.repeatPending();
  }

  /** Something happened that may have broken the path, and what was found out about the network is out of date. */
  hint(): void {
    this.#stale = true;
    this.#watch.alert();
  }

  rebuild(): void {
    this.#reopen();
    this.offer();
  }

  /** Whether what is sent now is likely to arrive soon. */
  get carries(): boolean {
    return this.#connection.connectionState === 'connected' && !this.#watch.stalled;
  }

  /** False when the channel is not open, or too much waits in it. */
  sendText(text: string): boolean {
    if (this.#channel?.readyState !== 'open') return false;
    try {
      this.#channel.send(text);
      return true;
    } catch {
      return false;
    }
  }

  /** What was heard of their microphone last. */
  get audioSource(): RTCRtpSynchronizationSource | undefined {
    return ownTransceiver(this.#connection, 'audio')?.receiver.getSynchronizationSources()[0];
  }

  /** The channel for files, while it is open (rule S59). */
  get fileChannel(): RTCDataChannel | undefined {
    return this.#fileChannel?.readyState === 'open' ? this.#fileChannel : undefined;
  }

  close(): void {
    this.#watch.stop();
    this.#generation += 1;
    this.#channel?.close();
    this.#fileChannel?.close();
    // What is still on its way to here is nobody's any more.
    this.#channel = undefined;
    this.#fileChannel = undefined;
    this.#connection.close();
  }

  #reopen(): void {
    const replaced = this.#connection.remoteDescription;
    if (replaced !== null) {
      this.#replaced = [...this.#replaced, originOf(replaced.sdp).session].slice(-REPLACED_KEPT_MAX);
    }
    this.close();
    this.#emit({ type: 'channel', open: false });
    this.#emit({ type: 'file-channel' });
    this.#open();
  }

  #open(): void {
    const connection = this.#environment.create(this.#configuration);
    const generation = ++this.#generation;
    const live = () => this.#generation === generation;
    this.#connection = connection;
    this.#negotiating = false;
    this.#agreed = false;
    this.#watch.watch(connection);
    this.#camera.use(connection);
    const hooks: NegotiationHooks = {
      send: (signal) => live() && this.#send(signal),
      beforeAnswer: () => {
        this.#emit({ type: 'offered' });
        if (!this.#agreed) stopLeftovers(connection);
        this.#attach([]);
        this.#camera.apply();
        this.#openChannel();
        this.#negotiating = true;
      },
      failed: (error) => live() && console.warn('negotiation', error),
    };
    const offerPrefix = `${this.#environment.randomId()}-`;
    this.#negotiation = new Negotiation(connection, this.#polite, offerPrefix, hooks, this.#early);
    connection.onnegotiationneeded = () => {
      // The first offer is asked for by name; later ones (ICE restart) come by themselves.
      if (live() && this.#negotiating && connection.remoteDescription !== null) void this.#negotiation.offer();
    };
    connection.onicecandidate = ({ candidate }) => {
      if (live()) this.#send({ type: 'addIceCandidate', body: candidateBody(candidate) });
    };
    connection.onconnectionstatechange = () => {
      if (!live()) return;
      this.#emit({ type: 'state', state: connection.connectionState });
      if (live()) this.#onState(connection.connectionState);
    };
    connection.onsignalingstatechange = () => {
      if (live() && connection.signalingState === 'stable') this.#onAgreed(connection);
    };
    connection.ontrack = ({ track }) => this.#onTrack(connection, track);
  }

  /** @param expected the kinds that the other side is known to share */
  #attach(expected: readonly string[]): void {
    for (const kind of ['audio', 'video'] as const) {
      const track = this.#tracks[kind];
      const transceiver = ownTransceiver(this.#connection, kind);
      if (transceiver === undefined) {
        this.#connection.addTransceiver(track ?? kind, {
          direction: this.#direction,
          streams: [this.#group],
          ...(kind === 'video' ? { sendEncodings: [this.#camera.encoding(track)] } : {}),
        });
        continue;
      }
      transceiver.direction = this.#direction;
      transceiver.sender.setStreams?.(this.#group);
      if (transceiver.sender.track !== track) void transceiver.sender.replaceTrack(track);
    }
    voiceTwice(this.#connection);
    voiceFirst(this.#connection);
    this.#attachShare(expected);
  }

  #attachShare(expected: readonly string[]): void {
    attachShare(this.#connection, this.#share, this.#shareGroup, expected);
    audioWithoutFeedback(this.#connection);
  }

  #onAgreed(connection: RTCPeerConnection): void {
    this.#agreed = true;
    voiceFirst(connection);
    const tracks = sharedTracks(connection);
    const same = tracks.length === this.#shared.length && tracks.every((track, index) => track === this.#shared[index]);
    if (same) return;
    this.#shared = tracks;
    this.#emit({ type: 'share', stream: tracks.length === 0 ? undefined : new MediaStream(tracks) });
  }

  #openChannel(): void {
    if (this.#channel !== undefined) return;
    const channel = this.#connection.createDataChannel('tincan', { negotiated: true, id: DATA_CHANNEL_ID });
    this.#channel = channel;
    const live = () => this.#channel === channel;
    channel.onopen = () => live() && this.#emit({ type: 'channel', open: true });
    channel.onclose = () => live() && this.#emit({ type: 'channel', open: false });
    channel.onmessage = ({ data }) => {
      if (live() && typeof data === 'string') this.#emit({ type: 'text', text: data });
    };
    this.#openFileChannel();
  }

  #openFileChannel(): void {
    const channel = this.#connection.createDataChannel('tincan-files', { negotiated: true, id: FILE_CHANNEL_ID });
    channel.binaryType = 'arraybuffer';
    this.#fileChannel = channel;
    const live = () => this.#fileChannel === channel;
    channel.onopen = () => live() && this.#emit({ type: 'file-channel' });
    channel.onclose = () => live() && this.#emit({ type: 'file-channel' });
    channel.onmessage = ({ data }) => live() && this.#emit({ type: 'file-data', data });
  }

  /** Keeps the last picture of an older connection on screen until the new one has something to show. */
  #onTrack(connection: RTCPeerConnection, track: MediaStreamTrack): void {
    if (!ownTracks(connection).includes(track)) return;
    const show = () => {
      if (this.#connection !== connection) return;
      this.#hasStream = true;
      this.#emit({ type: 'stream', stream: new MediaStream(ownTracks(connection)) });
    };
    if (!this.#hasStream && track.kind === 'video') show();
    else if (this.#generation > 1) track.addEventListener('unmute', show, { once: true });
  }

  #onState(state: RTCPeerConnectionState): void {
    if (state !== 'connected') {
      this.#watch.alert();
      return;
    }
    void this.#negotiation.connected();
    this.#watch.connected();
  }

  #onOffer(offer: SessionDescription): void {
    if (this.#isFromAnotherConnection(offer.sdp)) {
      // The other side yields to the offer that crossed its own, and must not be left with one of a connection gone.
      const crossed = !this.#polite && this.#connection.signalingState === 'have-local-offer';
      this.#reopen();
      if (crossed) {
        this.offer();
        return;
      }
    }
    void this.#negotiation.onOffer(offer);
  }

  #isFromAnotherConnection(sdp: string): boolean {
    const known = this.#connection.remoteDescription;
    return known !== null && originOf(known.sdp).session !== originOf(sdp).session;
  }
}

/** The empty candidate ends the list (RFC 8838). */
function candidateBody(candidate: RTCIceCandidate | null) {
  return {
    candidate: candidate?.candidate ?? '',
    sdpMid: candidate?.sdpMid ?? null,
    sdpMLineIndex: candidate?.sdpMLineIndex ?? null,
    usernameFragment: candidate?.usernameFragment ?? null,
  };
}
