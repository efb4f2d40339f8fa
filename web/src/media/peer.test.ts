import { describe, expect, it } from 'vitest';
import type { Signal } from '../protocol/messages';
import { FakeClock } from '../testing/fakeClock';
import { FakeTrack } from '../testing/fakeMedia';
import { FakeRtc } from '../testing/fakeRtc';
import { Peer, type PeerEvent } from './peer';

const settle = async () => {
  for (let i = 0; i < 40; i += 1) await Promise.resolve();
};

let made = 0;

/** One side of a connection, its signals held back until a test delivers them. */
class Side {
  readonly clock = new FakeClock();
  readonly connections: FakeRtc[] = [];
  readonly sent: Signal[] = [];
  readonly events: PeerEvent[] = [];
  readonly microphone = new FakeTrack('audio');
  readonly camera = new FakeTrack('video');
  readonly peer: Peer;

  constructor(name: string, polite: boolean) {
    const create = (configuration: RTCConfiguration) => {
      made += 1;
      const connection = new FakeRtc(configuration, `${name}${made}`);
      this.connections.push(connection);
      return connection as unknown as RTCPeerConnection;
    };
    const tracks = { audio: this.microphone, video: this.camera } as unknown as {
      audio: MediaStreamTrack;
      video: MediaStreamTrack;
    };
    this.peer = new Peer(
      { create, clock: this.clock, randomId: () => `${name}${made}` },
      { polite, configuration: {}, tracks },
      (signal) => this.sent.push(signal),
      (event) => this.events.push(event),
    );
  }

  get connection(): FakeRtc {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error('no connection');
    return connection;
  }
}

async function deliver(from: Side, to: Side): Promise<Signal[]> {
  await settle();
  const signals = from.sent.splice(0);
  for (const signal of signals) to.peer.signal(signal);
  await settle();
  return signals;
}

async function connected() {
  const ana = new Side('ana', true);
  const ben = new Side('ben', false);
  ana.peer.offer();
  const [offer] = await deliver(ana, ben);
  await deliver(ben, ana);
  if (offer === undefined) throw new Error('no offer');
  return { ana, ben, offer };
}

describe('Peer', () => {
  it('answers who rebuilds with a new connection of its own', async () => {
    const { ana, ben } = await connected();
    ana.peer.rebuild();
    await deliver(ana, ben);
    await deliver(ben, ana);
    expect([ana.connections.length, ben.connections.length]).toEqual([2, 2]);
    expect(ana.connection.agreed).toEqual(ben.connection.agreed);
  });

  it('a repair that crosses the offer of a page loaded again ends on connections that know each other', async () => {
    const { ana, ben } = await connected();
    ben.peer.restartIce();
    await settle();
    const again = new Side('ana-again', true);
    again.peer.offer();
    await settle();
    const [early, late] = [ben.sent.splice(0), again.sent.splice(0)];
    ana.sent.splice(0);
    for (const signal of early) again.peer.signal(signal);
    for (const signal of late) ben.peer.signal(signal);
    for (let i = 0; i < 4; i += 1) {
      await deliver(ben, again);
      await deliver(again, ben);
    }
    for (const [one, other] of [
      [again, ben],
      [ben, again],
    ] as const) {
      expect(one.connection.signalingState).toBe('stable');
      expect(one.connection.remoteDescription?.sdp).toBe(other.connection.localDescription?.sdp);
    }
  });

  it('S37: an offer of a connection that was replaced since comes too late', async () => {
    const { ana, ben, offer } = await connected();
    ana.peer.rebuild();
    await deliver(ana, ben);
    await deliver(ben, ana);
    ben.peer.signal(offer);
    await settle();
    expect(ben.connections).toHaveLength(2);
    expect(ben.sent).toEqual([]);
  });

  it('S37: candidates that overtake the offer of a new connection are not lost', async () => {
    const { ana, ben } = await connected();
    ana.peer.rebuild();
    await settle();
    const ufrag = /a=ice-ufrag:(\S+)/.exec(ana.connection.localDescription?.sdp ?? '')?.[1] ?? '';
    const body = { candidate: 'early', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: ufrag };
    ben.peer.signal({ type: 'addIceCandidate', body });
    await deliver(ana, ben);
    expect(ben.connection.candidates).toEqual(['early']);
  });

  it('asks for new paths with a new offer, and repeats it while nobody answers', async () => {
    const { ana } = await connected();
    ana.peer.restartIce();
    await settle();
    ana.peer.restartIce();
    await settle();
    expect(ana.connection.restarts).toBe(1);
    expect(ana.sent).toHaveLength(2);
    expect(ana.sent[1]).toEqual(ana.sent[0]);
  });

  it('makes the offer anew when the network changed since', async () => {
    const { ana, ben } = await connected();
    ana.peer.restartIce();
    await settle();
    ana.peer.hint();
    ana.peer.restartIce();
    await settle();
    expect(ana.connection.restarts).toBe(2);
    await deliver(ana, ben);
    await deliver(ben, ana);
    expect(ana.connection.agreed).toEqual(ben.connection.agreed);
  });

  it('a connection that was closed underneath is built anew by the first repair', async () => {
    const { ana, ben } = await connected();
    ana.peer.simulateFailure();
    expect(ana.events.at(-1)).toEqual({ type: 'state', state: 'failed' });
    ana.peer.restartIce();
    await deliver(ana, ben);
    await deliver(ben, ana);
    expect(ana.connections).toHaveLength(2);
    expect(ana.connection.agreed).toEqual(ben.connection.agreed);
  });

  it('a repair offers itself when the first offer of the other side never came', async () => {
    const ben = new Side('ben', false);
    ben.peer.restartIce();
    await settle();
    expect(ben.sent.map(({ type }) => type)).toEqual(['createOffer']);
    expect(ben.connection.transceivers).toHaveLength(2);
  });

  it('what was muted stays muted in a new connection', async () => {
    const { ana, ben } = await connected();
    ana.microphone.enabled = false;
    ana.peer.rebuild();
    await deliver(ana, ben);
    const senders = ana.connection.transceivers.map(({ sender }) => sender.track);
    expect(senders).toEqual([ana.microphone, ana.camera]);
    expect(ana.microphone.enabled).toBe(false);
  });

  describe('watching what flows', () => {
    /** Both senders alive, in steps of a quarter of a second. */
    const flow = async (side: Side, millis: number, bytesEach: number) => {
      for (let passed = 0; passed < millis; passed += 250) {
        side.connection.bytesReceived += bytesEach;
        side.clock.advance(250);
        await settle();
      }
    };
    const flows = (side: Side) => side.events.splice(0).filter(({ type }) => type === 'flow');

    async function flowing() {
      const { ana } = await connected();
      ana.connection.become('connected');
      await flow(ana, 3000, 1000);
      ana.events.splice(0);
      return ana;
    }

    it('says that media stopped, and that it comes again', async () => {
      const ana = await flowing();
      await flow(ana, 2250, 0);
      expect(flows(ana)).toEqual([{ type: 'flow', flowing: false }]);
      await flow(ana, 250, 1000);
      expect(flows(ana)).toEqual([{ type: 'flow', flowing: true }]);
    });

    it('looks closely after a hint', async () => {
      const ana = await flowing();
      ana.peer.hint();
      await flow(ana, 1250, 0);
      expect(flows(ana)).toEqual([{ type: 'flow', flowing: false }]);
    });

    it('sends a whole picture when media flows again', async () => {
      const ana = await flowing();
      await flow(ana, 2250, 0);
      expect(ana.connection.transceivers.map(({ sender }) => sender.keyFrames)).toEqual([0, 0]);
      await flow(ana, 250, 1000);
      expect(ana.connection.transceivers.map(({ sender }) => sender.keyFrames)).toEqual([0, 1]);
    });

    it('where media goes on during a repair, says so', async () => {
      const ana = await flowing();
      ana.peer.restartIce();
      await flow(ana, 500, 1000);
      expect(flows(ana)).toEqual([{ type: 'flow', flowing: true }]);
    });
  });
});
