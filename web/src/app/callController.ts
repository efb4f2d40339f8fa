import { nextDeadline } from '../call/deadline';
import type { CallEffect, CallEvent } from '../call/events';
import { isAsking } from '../call/lobby';
import { isReachable } from '../call/peers';
import { type CallState, initialState } from '../call/state';
import { step } from '../call/step';
import type { FileDesk } from '../files/fileDesk';
import type { ChoiceKind } from '../media/devices';
import { onFirstFrame } from '../media/firstFrame';
import type { PeerEvent } from '../media/peer';
import type { ParticipantId } from '../protocol/messages';
import { Capture, type LocalMedia, NO_MEDIA } from './capture';
import { clipChatText } from './dataMessages';
import { DataTalk } from './dataTalk';
import type { Environment } from './environment';
import { fileCorner } from './fileCorner';
import { Hearing, LOUD } from './hearing';
import { IdleLink } from './idleLink';
import { Keeper } from './keeper';
import { Later } from './later';
import { callPath } from './links';
import type { Looking } from './looking';
import { Loudness } from './loudness';
import { Peers } from './peers';
import { QualityCorner } from './qualityCorner';
import { RecordCorner } from './recordCorner';
import { renamed, type Streams, withStream } from './remoteMedia';
import { ScreenShare } from './screenShare';
import { ServerTalk } from './serverTalk';
import { Store } from './store';
import { ViewStore } from './view';

export interface CallSnapshot {
  state: CallState;
  local: LocalMedia;
  streams: Streams;
  /** The screens of those who share one. */
  shares: Streams;
  link: string;
}

/** Whom a host is about to take out of the call. */
export type Question = { id: ParticipantId; name: string; block: boolean } | undefined;

/** Runs one call: hands what happens to `step`, and does what `step` asks for. */
export class CallController {
  readonly view: ViewStore;
  readonly talking: Loudness;
  readonly #environment: Environment;
  readonly #store: Store<CallSnapshot>;
  readonly #peers: Peers;
  readonly #server: ServerTalk;
  readonly #talk: DataTalk;
  readonly #capture: Capture;
  readonly #share: ScreenShare;
  readonly #keeper: Keeper;
  readonly #idleLink: IdleLink;
  readonly #hearing: Hearing;
  readonly #files: Later<FileDesk>;
  readonly #looking: Later<Looking>;
  readonly quality: QualityCorner;
  readonly record: RecordCorner;
  /** What a host is asked before it is done. */
  readonly question: Store<Question>;
  readonly #stopListening: readonly (() => void)[];
  #cancelTick: (() => void) | undefined;
  #firstFrameSeen = false;
  #closed = false;

  constructor(environment: Environment, call: string, enteredByClick: boolean) {
    this.#environment = environment;
    const state = firstState(environment, call);
    this.#keeper = new Keeper(environment, call);
    this.#idleLink = new IdleLink(environment);
    this.#store = new Store<CallSnapshot>({
      state,
      local: NO_MEDIA,
      streams: new Map(),
      shares: new Map(),
      link: this.#linkTo(call),
    });
    this.#peers = new Peers(environment, {
      reachable: (to) => isReachable(this.#store.get().state, to),
      signal: (to, signal) => environment.session.send({ ...signal, to }),
      event: (id, event) => this.#onPeer(id, event),
    });
    this.#server = new ServerTalk(environment, {
      state: () => this.#store.get().state,
      dispatch: (event) => this.dispatch(event),
      signal: (from, signal) => this.#peers.get(from)?.signal(signal),
      linkChanged: () => this.#peers.hint(),
    });
    this.#talk = new DataTalk({
      send: (text, to) =>
        to === undefined ? this.#peers.sendText(text) : (this.#peers.get(to)?.sendText(text) ?? false),
      dispatch: (event) => this.dispatch(event),
      signal: (from, signal) => this.#peers.get(from)?.signal(signal),
      wake: () => environment.session.wake(),
      seen: (by, view) => this.#peers.get(by)?.see(view),
      network: (from, state) => this.quality.use((quality) => quality.onNetwork(from, state)),
      record: (from, message) => this.record.hear(from, message),
      wallClock: environment.wallClock,
    });
    this.record = new RecordCorner(environment, (to, message) => this.#talk.tellRecord(to, message));
    this.quality = new QualityCorner(environment, {
      tell: (state, to) => this.#talk.tellNetwork(state, to),
      sampled: (id, sample) => this.record.onSample(id, sample),
      network: (state, of) => this.record.onNetwork(state, of),
    });
    this.#capture = new Capture(environment, {
      tracks: (tracks) => this.#peers.setTracks(tracks),
      changed: (local) => this.#store.set({ ...this.#store.get(), local }),
      ended: (device, lost) => this.dispatch({ type: 'track-ended', device, lost }),
      listed: (devices) => this.dispatch({ type: 'devices-listed', devices }),
    });
    this.#hearing = new Hearing(
      environment.clock,
      () => this.#capture.hear(),
      (sound) => this.dispatch({ type: 'microphone-heard', sound }),
    );
    this.question = new Store<Question>(undefined);
    this.view = new ViewStore(environment.preferences);
    this.talking = new Loudness(environment.clock, {
      remote: (id) => this.#peers.get(id)?.audioSource,
      own: () => this.#capture.level() > LOUD,
    });
    this.#share = new ScreenShare(environment, {
      tracks: (tracks) => this.#peers.setShare(tracks),
      ended: () => this.dispatch({ type: 'share-ended' }),
    });
    // Comes with the first picture of somebody else.
    this.#looking = new Later(async () => {
      const { Looking } = await import('./looking');
      return new Looking(environment.clock, (to, view) => this.#talk.tellView(to, view));
    });
    this.#files = fileCorner(environment, {
      channel: (id) => this.#peers.get(id)?.fileChannel,
      changed: (id, file, at) => this.dispatch({ type: 'file-changed', with: id, file, at }),
    });
    this.#stopListening = [
      environment.onNetworkHint(() => this.#onNetworkHint()),
      environment.devices.onChange(() => void this.#capture.refreshChoices()),
    ];
    this.#begin(enteredByClick);
  }

  get = (): CallSnapshot => this.#store.get();
  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  dispatch = (event: CallEvent): void => {
    if (this.#closed) return;
    const before = this.#store.get();
    const { state, effects } = step(before.state, event, this.#environment.clock.now());
    if (state !== before.state) {
      const link = state.call === before.state.call ? before.link : this.#linkTo(state.call);
      this.#store.set({ ...this.#store.get(), state, link });
      if (before.state.local !== state.local) this.#remember(state);
    }
    this.#keeper.onState(state);
    this.record.onState(state);
    for (const effect of effects) this.#run(effect);
    this.#arm();
    this.#idleLink.onState(this.#store.get().state);
    this.#hearing.onState(this.#store.get().state);
    this.talking.onState(this.#store.get().state);
  };

  /** Whether a host hears that somebody asks to be let in. */
  get knockSound(): boolean {
    return this.#environment.preferences.read().knockSound;
  }

  chooseKnockSound = (knockSound: boolean): void => this.#environment.preferences.write({ knockSound });

  /** False on phones, whose browsers have no way to do it. */
  get canShare(): boolean {
    return this.#environment.screens.available;
  }

  join = (): void => {
    this.#environment.mark('tincan:join-pressed');
    this.#firstFrameSeen = false;
    this.dispatch({ type: 'join-pressed' });
  };

  rejoin = (): void => {
    const ended = this.#store.get().state.stage.at === 'ended';
    this.dispatch({ type: 'rejoin-pressed' });
    if (ended) this.join();
  };

  chooseDevice = (device: ChoiceKind, id: string): void => {
    const remembered = { audio: 'microphoneId', video: 'cameraId', speaker: 'speakerId' }[device];
    this.#environment.preferences.write({ [remembered]: id });
    void this.#capture.refreshChoices();
    if (device !== 'speaker') this.dispatch({ type: 'device-chosen', device });
  };

  pressToTalk = (): void => this.dispatch({ type: 'talk-pressed' });
  releaseTalk = (): void => this.dispatch({ type: 'talk-released' });

  writeChat = (written: string): void => {
    const text = clipChatText(written);
    if (text === '') return;
    const { randomId, wallClock } = this.#environment;
    const { name } = this.#store.get().state.local;
    this.dispatch({ type: 'chat-written', line: { id: randomId(), from: 'me', name, text, writtenAt: wallClock() } });
  };

  /** Offers files to everyone who is here now. */
  attach = (files: readonly File[]): void => {
    const { stage } = this.#store.get().state;
    if (stage.at !== 'in-call' || files.length === 0) return;
    const ids = stage.remotes.map(({ participant }) => participant.id);
    if (!stage.chat.open) this.dispatch({ type: 'chat-toggled' });
    this.#files.use((desk) => desk.offer(ids, files));
  };

  /** What lets others in, as far as this browser has it. */
  get links(): { guest: string; view: string | undefined } {
    const { link, state } = this.get();
    const made = this.#environment.preferences.read().links[state.call];
    return {
      guest: made?.guest === undefined ? link : `${link}#guest=${made.guest}`,
      view: made?.viewer === undefined ? undefined : `${link}#view=${made.viewer}`,
    };
  }

  microphoneLevel = (): number => this.#capture.level();
  stopMeter = (): void => this.#capture.stopMeter();

  /** Every connection to someone else breaks, for people who want to see what happens then. */
  breakMedia = (): void => this.#peers.simulateFailure();

  retryLink = (): void => {
    this.#environment.session.retryNow();
    if (this.#store.get().state.stage.at === 'returning') this.dispatch({ type: 'devices-wanted' });
  };

  /** Told of every element that shows someone else: how large it is, and how long people wait for the first picture. */
  remoteVideoAttached = (video: HTMLVideoElement): void => {
    this.#looking.use((looking) => looking.watch(video));
    onFirstFrame(video, () => {
      if (this.#firstFrameSeen) return;
      this.#firstFrameSeen = true;
      this.#environment.mark('tincan:first-remote-frame');
    });
  };

  /** Leaves for good; the controller is not used again. */
  close(): void {
    const { stage } = this.#store.get().state;
    const entering = (stage.at === 'lobby' && isAsking(stage)) || stage.at === 'returning';
    if (entering) this.#environment.session.send({ type: 'leaveCall', body: {} });
    this.dispatch({ type: 'leave-pressed' });
    this.#keeper.forget();
    this.#idleLink.close();
    this.#hearing.close();
    this.talking.close();
    this.#files.ifUsed((desk) => desk.close());
    this.#looking.ifUsed((looking) => looking.close());
    this.quality.ifUsed((quality) => quality.close());
    this.record.close();
    this.#closed = true;
    this.#server.close();
    this.#cancelTick?.();
    this.#capture.closeAll();
    for (const stop of this.#stopListening) stop();
  }

  /** The page goes away, maybe only to be loaded again. False when there is nothing to come back to. */
  suspend(): boolean {
    this.#keeper.write();
    if (this.#keeper.keeps) this.record.keep();
    return this.#keeper.keeps;
  }

  #begin(enteredByClick: boolean): void {
    const { devices } = this.#environment;
    this.#server.begin();
    void this.#capture.refreshChoices();
    const { stage, local } = this.#store.get().state;
    this.#capture.setMicrophone(local.wanted.audio);
    // Where nothing can be asked for, people should not have to press a button to learn it.
    if (enteredByClick || !devices.available || stage.at !== 'lobby') this.dispatch({ type: 'devices-wanted' });
    else void devices.granted().then((granted) => granted && this.#askInLobby());
  }

  #askInLobby(): void {
    const { stage, local } = this.#store.get().state;
    const untouched = local.capture.audio.at === 'unasked' && local.capture.video.at === 'unasked';
    if (stage.at === 'lobby' && untouched) this.dispatch({ type: 'devices-wanted' });
  }

  #onPeer(id: ParticipantId, event: PeerEvent): void {
    switch (event.type) {
      case 'state':
        if (event.state === 'disconnected') this.#environment.session.probe();
        this.dispatch({ type: 'peer-state', id, state: event.state });
        return;
      case 'flow':
        // Whatever took the path may have taken the link to the server, too, and a repair needs that.
        if (!event.flowing) this.#environment.session.probe();
        this.dispatch({ type: 'peer-flow', id, flowing: event.flowing });
        return;
      case 'offered':
        this.dispatch({ type: 'peer-offered', id });
        return;
      case 'path':
        this.#onPath(id, event.path, event.lossy);
        return;
      case 'stream':
        if (this.#isViewer(id)) return;
        this.#setMedia({ streams: withStream(this.get().streams, id, event.stream) });
        return;
      case 'share':
        this.#onShare(id, event.stream);
        return;
      case 'channel':
        this.#looking.ifUsed((looking) => looking.forget(id));
        this.dispatch({ type: 'peer-channel', id, open: event.open });
        if (event.open) this.quality.use((quality) => quality.onChannelOpen(id));
        return;
      case 'text':
        this.#talk.hear(id, event.text);
        return;
      case 'file-channel':
        this.#files.ifUsed((desk) => desk.onChannel(id));
        return;
      case 'file-data':
        this.#files.use((desk) => desk.onMessage(id, event.data));
        return;
      case 'statistics':
        this.quality.use((quality) => quality.onStatistics(id, event.rows));
    }
  }

  /** Who only looks on is neither seen nor heard, whatever comes from there (rule S90). */
  #isViewer(id: ParticipantId): boolean {
    const { stage } = this.#store.get().state;
    const remotes = stage.at === 'in-call' ? stage.remotes : [];
    return remotes.some(({ participant }) => participant.id === id && participant.role === 'viewer');
  }

  #onShare(id: ParticipantId, stream: MediaStream | undefined): void {
    if (this.#isViewer(id)) return;
    this.#setMedia({ shares: withStream(this.get().shares, id, stream) });
    this.dispatch({ type: 'peer-share', id, sharing: stream !== undefined });
  }

  #onPath(id: ParticipantId, path: 'unknown' | 'direct' | 'relayed', lossy: boolean): void {
    const { stage } = this.#store.get().state;
    if (stage.at !== 'in-call') return;
    const peer = stage.remotes.find((remote) => remote.participant.id === id)?.peer;
    if (peer?.at === 'connected' && peer.path === path && peer.lossy === lossy) return;
    this.dispatch({ type: 'peer-path', id, path, lossy });
  }

  #onNetworkHint(): void {
    this.#peers.hint();
    this.record.onNetworkHint();
    this.dispatch({ type: 'network-hint' });
  }

  #run(effect: CallEffect): void {
    const { session, preferences, wallClock } = this.#environment;
    switch (effect.do) {
      case 'look-up':
        this.#server.lookUp(effect.call);
        return;
      case 'join':
        this.#server.join(effect);
        return;
      case 'end-call':
        this.#server.endCall();
        return;
      case 'send':
        session.send(effect.message);
        return;
      case 'set-ice-servers':
        this.#peers.setIceServers(effect.ice);
        this.quality.setIceServers(effect.ice);
        return;
      case 'capture':
        void this.#capture.open(effect.audio, effect.video, effect.id).then(this.#onCaptured);
        return;
      case 'capture-another':
        void this.#capture.openAnother(effect.device, effect.lost).then(this.#onCaptured);
        return;
      case 'set-microphone':
        this.#capture.setMicrophone(effect.enabled);
        return;
      case 'close-camera':
        this.#capture.closeCamera();
        return;
      case 'close-devices':
        this.#capture.closeAll();
        return;
      case 'open-share':
        void this.#share.open(effect.content).then((outcome) => {
          if (outcome !== undefined) this.dispatch({ type: 'share-opened', outcome });
        });
        return;
      case 'set-share-content':
        this.#share.setContent(effect.content);
        return;
      case 'close-share':
        this.#share.close();
        return;
      case 'open-peer':
        this.#setMedia({ shares: withStream(this.get().shares, effect.id, undefined) });
        this.#peers.open(effect.id, effect.polite, effect.offer, this.#store.get().state.viewing);
        return;
      case 'offer':
        this.#peers.get(effect.id)?.offer();
        return;
      case 'restart-ice':
        this.#peers.get(effect.id)?.restartIce();
        return;
      case 'repeat-offer':
        this.#peers.get(effect.id)?.repeatPending();
        return;
      case 'rebuild-peer':
        this.#peers.get(effect.id)?.rebuild();
        return;
      case 'close-peer':
        this.#peers.close(effect.id);
        this.#files.ifUsed((desk) => desk.gone(effect.id));
        this.quality.ifUsed((quality) => quality.forget(effect.id));
        this.#setMedia({
          streams: withStream(this.get().streams, effect.id, undefined),
          shares: withStream(this.get().shares, effect.id, undefined),
        });
        return;
      case 'rename-peer':
        this.#peers.rename(effect.from, effect.to);
        this.#files.ifUsed((desk) => desk.rename(effect.from, effect.to));
        this.quality.ifUsed((quality) => quality.rename(effect.from, effect.to));
        this.#setMedia({
          streams: renamed(this.get().streams, effect.from, effect.to),
          shares: renamed(this.get().shares, effect.from, effect.to),
        });
        return;
      case 'act-on-file':
        this.#files.ifUsed((desk) => desk.act(effect.key, effect.action));
        return;
      case 'forget-link':
        preferences.forgetKey(this.#store.get().state.call);
        return;
      case 'remember-call':
        preferences.addRecent(this.#store.get().state.call, wallClock());
        return;
      default:
        this.#talk.say(effect);
    }
  }

  readonly #onCaptured = (outcome: Extract<CallEvent, { type: 'captured' }>['outcome'] | undefined): void => {
    if (outcome === undefined) return;
    this.dispatch({ type: 'captured', outcome });
    // Names of devices are told only once one of them is open.
    void this.#capture.refreshChoices();
  };

  #setMedia(media: Partial<Pick<CallSnapshot, 'streams' | 'shares'>>): void {
    this.#store.set({ ...this.#store.get(), ...media });
  }

  #remember({ local, viewing }: CallState): void {
    const { name, wanted } = local;
    if (viewing) {
      this.#environment.preferences.write({ name });
      return;
    }
    this.#environment.preferences.write({ name, microphone: wanted.audio, camera: wanted.video });
  }

  #arm(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    const deadline = nextDeadline(this.#store.get().state);
    if (deadline === Number.POSITIVE_INFINITY) return;
    const delay = Math.max(0, deadline - this.#environment.clock.now());
    this.#cancelTick = this.#environment.clock.after(delay, () => this.dispatch({ type: 'tick' }));
  }

  #linkTo(call: string): string {
    return this.#environment.origin + callPath(call);
  }
}

function firstState({ preferences, keptCall }: Environment, call: string): CallState {
  const { name, microphone, camera, hostKeys, guestKeys, viewKeys } = preferences.read();
  const kept = keptCall.read(call);
  return initialState({
    call,
    name: kept?.name ?? name,
    wanted: kept?.wanted ?? { audio: microphone, video: camera },
    key: hostKeys[call] ?? guestKeys[call] ?? viewKeys[call],
    hosting: hostKeys[call] !== undefined,
    viewing: hostKeys[call] === undefined && guestKeys[call] === undefined && viewKeys[call] !== undefined,
    returning: kept !== undefined,
  });
}
