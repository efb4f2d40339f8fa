import { describe, expect, it } from 'vitest';
import { nextDeadline } from '../call/deadline';
import type { CallEffect, CallEvent } from '../call/events';
import { type CallState, initialState } from '../call/state';
import { step } from '../call/step';
import { Peer, type PeerEvent } from '../media/peer';
import type { Signal } from '../protocol/messages';
import { FakeClock } from '../testing/fakeClock';
import { FakeRtc } from '../testing/fakeRtc';
import { forEachSeed } from '../testing/seeds';

const ICE = { iceServers: [], expiresAt: '2026-11-21T10:00:00Z' };
const TICK_MILLIS = 250;
const DISCONNECTED_AFTER_MILLIS = 5000;
const FAILED_AFTER_MILLIS = 15_000;

const settle = async () => {
  for (let i = 0; i < 40; i += 1) await Promise.resolve();
};
const person = (id: string) => ({
  id,
  name: id,
  media: { audio: true, video: true },
  role: 'guest' as const,
  connected: true,
});

/** One browser: the ladder and the real negotiation over a connection whose network the simulation plays. */
class Browser {
  readonly connections: FakeRtc[] = [];
  readonly toServer: Signal[] = [];
  readonly toChannel: Signal[] = [];
  state: CallState;
  linked = true;
  silentSince: number | undefined;
  rebuilds = 0;
  #made = 0;
  readonly #peer: Peer;
  readonly #clock: FakeClock;
  readonly #me: string;
  readonly #other: string;

  constructor(clock: FakeClock, me: string, other: string, polite: boolean) {
    this.#clock = clock;
    this.#me = me;
    this.#other = other;
    this.state = initialState({ call: 'tea', name: me, wanted: { audio: true, video: true }, key: undefined });
    const create = (configuration: RTCConfiguration) => {
      this.#made += 1;
      const connection = new FakeRtc(configuration, `${me}${this.#made}`);
      this.connections.push(connection);
      return connection as unknown as RTCPeerConnection;
    };
    this.#peer = new Peer(
      { create, clock, randomId: () => `${me}${this.#made}` },
      { polite, configuration: {}, tracks: { audio: null, video: null } },
      (signal) => this.#send(signal),
      (event) => this.#onPeer(event),
    );
    const participants = polite ? [person(other)] : [];
    this.on(this.#welcomed(false), { type: 'join-pressed' });
    this.on({ type: 'captured', outcome: { audio: { ok: true }, video: { ok: true } } });
    this.on({ type: 'call-joined', view: { call: 'tea', you: me, role: 'guest', participants } });
    if (polite) return;
    this.on({ type: 'message', message: { type: 'participantJoined', body: { participant: person(other) } } });
  }

  get connection(): FakeRtc {
    return this.connections.at(-1) as FakeRtc;
  }

  get at(): string {
    const { stage } = this.state;
    return stage.at === 'in-call' ? (stage.remotes[0]?.peer.at ?? 'nobody') : stage.at;
  }

  receive(signal: Signal): void {
    this.#peer.signal(signal);
  }

  link(open: boolean): void {
    if (open === this.linked) return;
    this.linked = open;
    const now = this.#clock.now();
    this.on({ type: 'link-changed', link: open ? { at: 'open' } : { at: 'waiting', retryAt: now, since: now } });
    this.#peer.hint();
    if (open) this.on(this.#welcomed(true));
  }

  tick(): void {
    if (nextDeadline(this.state) <= this.#clock.now()) this.on({ type: 'tick' });
  }

  on(...events: CallEvent[]): void {
    for (const event of events) {
      const after = step(this.state, event, this.#clock.now());
      this.state = after.state;
      for (const effect of after.effects) this.#run(effect);
    }
  }

  #welcomed(resumed: boolean): CallEvent {
    if (!resumed) this.on({ type: 'link-changed', link: { at: 'open' } });
    return { type: 'welcomed', you: this.#me, resumed, ice: ICE, snapshotTaken: false, restarted: resumed };
  }

  #send(signal: Signal): void {
    if (this.connection.channel.readyState === 'open') this.toChannel.push(signal);
    this.toServer.push(signal);
  }

  #onPeer(event: PeerEvent): void {
    const id = this.#other;
    if (event.type === 'state') this.on({ type: 'peer-state', id, state: event.state });
    else if (event.type === 'flow') this.on({ type: 'peer-flow', id, flowing: event.flowing });
    else if (event.type === 'offered') this.on({ type: 'peer-offered', id });
    else if (event.type === 'channel') this.on({ type: 'peer-channel', id, open: event.open });
  }

  #run(effect: CallEffect): void {
    if (effect.do === 'open-peer' && effect.offer) this.#peer.offer();
    else if (effect.do === 'restart-ice') this.#peer.restartIce();
    else if (effect.do === 'repeat-offer') this.#peer.repeatPending();
    else if (effect.do === 'rebuild-peer') {
      this.rebuilds += 1;
      this.#peer.rebuild();
    }
  }
}

class Call {
  readonly clock = new FakeClock();
  readonly ana = new Browser(this.clock, 'ana', 'ben', true);
  readonly ben = new Browser(this.clock, 'ben', 'ana', false);
  readonly #random: () => number;
  pathOpen = true;
  lossy = true;

  constructor(random: () => number) {
    this.#random = random;
  }

  async pass(millis: number): Promise<void> {
    for (let passed = 0; passed < millis; passed += TICK_MILLIS) {
      this.clock.advance(TICK_MILLIS);
      await settle();
      this.#deliver(this.ana, this.ben);
      this.#deliver(this.ben, this.ana);
      await settle();
      const agreed = JSON.stringify(this.ana.connection.agreed) === JSON.stringify(this.ben.connection.agreed);
      const carries = this.pathOpen && agreed && this.ana.connection.agreed.length > 0;
      for (const browser of [this.ana, this.ben]) this.#media(browser, carries);
      await settle();
      for (const browser of [this.ana, this.ben]) browser.tick();
      await settle();
    }
  }

  /** The server keeps what is said to who is away; a channel keeps what is said while the path is closed. */
  #deliver(from: Browser, to: Browser): void {
    if (this.pathOpen) this.#arrive(from.toChannel.splice(0), to);
    if (from.linked && to.linked) this.#arrive(from.toServer.splice(0), to);
  }

  #arrive(signals: Signal[], to: Browser): void {
    for (const signal of signals) {
      if (this.lossy && this.#random() < 0.15) continue;
      to.receive(signal);
      if (this.#random() < 0.15) to.receive(signal);
    }
  }

  #media(browser: Browser, carries: boolean): void {
    const { connection } = browser;
    const now = this.clock.now();
    if (connection.connectionState === 'closed') return;
    if (carries) {
      browser.silentSince = undefined;
      connection.bytesReceived += 1000;
      if (connection.connectionState !== 'connected') connection.become('connected');
      if (connection.channel.readyState === 'connecting') connection.channel.open();
      return;
    }
    browser.silentSince ??= now;
    const silence = now - browser.silentSince;
    const { connectionState } = connection;
    if (connectionState === 'connected' && silence >= DISCONNECTED_AFTER_MILLIS) connection.become('disconnected');
    if (connectionState === 'disconnected' && silence >= FAILED_AFTER_MILLIS) connection.become('failed');
  }
}

describe('two browsers whose network breaks again and again', { timeout: 60_000 }, () => {
  it('are connected again within 45 s of all being well, agreed on the same offer', async () => {
    await forEachSeed(100, async (random) => {
      const call = new Call(random);
      await call.pass(2000);
      for (let turn = 0; turn < 12; turn += 1) {
        call.pathOpen = random() < 0.6;
        call.ana.link(random() < 0.7);
        call.ben.link(random() < 0.7);
        await call.pass(Math.floor(random() * 10_000));
      }
      call.lossy = false;
      call.pathOpen = true;
      call.ana.link(true);
      call.ben.link(true);
      await call.pass(45_000);
      expect([call.ana.at, call.ben.at]).toEqual(['connected', 'connected']);
      expect(call.ana.connection.agreed).toEqual(call.ben.connection.agreed);
      expect([call.ana, call.ben].map(({ connection }) => connection.signalingState)).toEqual(['stable', 'stable']);
    });
  });

  it('need no new connection for a path that is closed for three seconds', async () => {
    await forEachSeed(20, async (random) => {
      const call = new Call(random);
      call.lossy = false;
      await call.pass(4000);
      call.pathOpen = false;
      await call.pass(3000);
      call.pathOpen = true;
      await call.pass(1000);
      expect([call.ana.at, call.ben.at]).toEqual(['connected', 'connected']);
      expect([call.ana.rebuilds, call.ben.rebuilds]).toEqual([0, 0]);
    });
  });

  it('keep the connection and renegotiate over it when the server is gone for good', async () => {
    await forEachSeed(20, async (random) => {
      const call = new Call(random);
      call.lossy = false;
      await call.pass(4000);
      call.ana.link(false);
      call.ben.link(false);
      call.pathOpen = false;
      await call.pass(8000);
      call.pathOpen = true;
      await call.pass(6000);
      expect([call.ana.at, call.ben.at]).toEqual(['connected', 'connected']);
      expect(call.ana.connection.agreed).toEqual(call.ben.connection.agreed);
      expect([call.ana.connections.length, call.ben.connections.length]).toEqual([1, 1]);
    });
  });
});
