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

  describe('a shared screen', () => {
    const screen = (hint = 'detail') => {
      const video = Object.assign(new FakeTrack('video'), { contentHint: hint });
      return { audio: null, video: video as unknown as MediaStreamTrack };
    };
    const none = { audio: null, video: null };
    const senders = (side: Side) => side.connection.transceivers.map(({ sender }) => sender.track);
    const shares = (side: Side) => side.events.splice(0).filter(({ type }) => type === 'share');

    /** The other side begins or stops to send on the transceivers for its screen, and this side agrees to that. */
    const agree = async (side: Side, direction: RTCRtpTransceiverDirection) => {
      const [, , share] = side.connection.transceivers;
      if (share === undefined) side.connection.addTransceiver('video', { direction: 'recvonly' });
      for (const transceiver of side.connection.transceivers.slice(2)) transceiver.currentDirection = direction;
      side.connection.onsignalingstatechange?.();
    };

    it('S40: comes after microphone and camera, which it does not touch', async () => {
      const { ana } = await connected();
      const share = screen();
      ana.peer.setShare(share);
      await settle();
      expect(senders(ana)).toEqual([ana.microphone, ana.camera, share.video]);
    });

    it('S40: is shared again where it was before', async () => {
      const { ana } = await connected();
      for (const share of [screen(), none, screen(), none]) {
        ana.peer.setShare(share);
        await settle();
      }
      expect(senders(ana)).toEqual([ana.microphone, ana.camera, null]);
      expect(ana.connection.transceivers[2]?.direction).toBe('recvonly');
    });

    it('keeps its place when the camera changes', async () => {
      const { ana } = await connected();
      const share = screen();
      ana.peer.setShare(share);
      ana.peer.setTracks({ audio: null, video: null });
      await settle();
      expect(senders(ana)).toEqual([null, null, share.video]);
    });

    it('is sent whole, with few frames of many bits, however small the camera begins', async () => {
      const { ana } = await connected();
      ana.peer.setShare(screen());
      expect(ana.connection.transceivers.map(({ sender }) => sender.encoding)).toMatchObject([
        { priority: 'high', networkPriority: 'high' },
        { scaleResolutionDownBy: 2, active: true },
        { maxBitrate: 2_500_000, maxFramerate: 15 },
      ]);
    });

    it('that moves gets more frames, also where a still one was before', async () => {
      const { ana } = await connected();
      ana.peer.setShare(screen());
      ana.peer.setShare(screen('motion'));
      await settle();
      expect(ana.connection.transceivers[2]?.sender.encoding.maxFramerate).toBe(30);
    });

    it('that moved only while its limits were being set is sent as text again', async () => {
      const { ana } = await connected();
      ana.peer.setShare(screen());
      const share = screen();
      ana.peer.setShare(share);
      await settle();
      const sender = ana.connection.transceivers[2]?.sender;
      if (sender === undefined || share.video === null) throw new Error('no screen');
      const set = sender.setParameters;
      const held: (() => void)[] = [];
      sender.setParameters = async (...parameters) => {
        await new Promise<void>((resolve) => held.push(resolve));
        await set(...parameters);
      };
      for (const contentHint of ['motion', 'text']) {
        share.video.contentHint = contentHint;
        ana.peer.setShare(share);
        await settle();
      }
      while (held.length > 0) {
        held.shift()?.();
        await settle();
      }
      expect(sender.encoding.maxFramerate).toBe(15);
    });

    it('is in a new connection as well', async () => {
      const { ana } = await connected();
      const share = screen();
      ana.peer.setShare(share);
      ana.peer.rebuild();
      await settle();
      expect(senders(ana)).toEqual([ana.microphone, ana.camera, share.video]);
    });

    it('reaches who offers later', async () => {
      const ana = new Side('ana', true);
      const ben = new Side('ben', false);
      const share = screen();
      ben.peer.setShare(share);
      expect(senders(ben)).toEqual([]);
      ana.peer.offer();
      await deliver(ana, ben);
      expect(senders(ben)).toEqual([ben.microphone, ben.camera, share.video]);
    });

    it('S40: of the other side is told apart from its camera, and its end is noticed', async () => {
      const { ana } = await connected();
      ana.connection.become('connected');
      const camera = ana.events.find(({ type }) => type === 'stream');
      await agree(ana, 'recvonly');
      const track = ana.connection.transceivers[2]?.receiver.track;
      const [begun] = shares(ana);
      expect(begun?.type === 'share' && begun.stream?.getTracks()).toEqual([track]);
      expect(camera?.type === 'stream' && camera.stream.getTracks()).not.toContain(track);
      await agree(ana, 'inactive');
      expect(shares(ana)).toEqual([{ type: 'share', stream: undefined }]);
    });

    it('of the other side has a place in the offer of a new connection', async () => {
      const { ana } = await connected();
      await agree(ana, 'recvonly');
      ana.peer.rebuild();
      await settle();
      expect(ana.connection.transceivers.map(({ direction }) => direction)).toEqual([
        'sendrecv',
        'sendrecv',
        'recvonly',
      ]);
    });

    it('the camera of an offer that gave way is not taken for one', async () => {
      const ana = new Side('ana', true);
      const ben = new Side('ben', false);
      ana.peer.offer();
      ben.peer.offer();
      await settle();
      // What the browser makes of the other side's offer.
      ana.connection.addTransceiver('audio');
      ana.connection.addTransceiver('video');
      for (const transceiver of ana.connection.transceivers.slice(2)) transceiver.mid = '0';
      await deliver(ben, ana);
      expect(senders(ana).slice(2)).toEqual([ana.microphone, ana.camera]);
      expect(ana.connection.transceivers.slice(0, 2).map(({ direction }) => direction)).toEqual(['stopped', 'stopped']);
    });
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

    it('S65: sends nobody who does not look a picture, and a whole one as soon as they look again', async () => {
      const ana = await flowing();
      const { sender } = ana.connection.transceivers[1] ?? expect.unreachable();
      ana.peer.see({ width: 0, height: 0 });
      expect(sender.encoding.active).toBe(false);
      expect(sender.keyFrames).toBe(0);
      ana.peer.see({ width: 724, height: 512 });
      expect(sender.encoding.active).toBe(true);
      expect(sender.keyFrames).toBe(1);
    });

    it('S67: a picture shrinks when the path becomes narrow, and grows again step by step', async () => {
      const ana = await flowing();
      await flow(ana, 3000, 1000);
      const scales: number[] = [];
      for (const bits of [250_000, 250_000, 600_000, 600_000, 2_000_000, 2_000_000]) {
        ana.connection.availableOutgoingBitrate = bits;
        await flow(ana, 500, 1000);
        scales.push(ana.connection.transceivers[1]?.sender.encoding.scaleResolutionDownBy ?? 0);
      }
      expect(scales).toEqual([2, 2, 1.5, 1.5, 1, 1]);
    });

    it('S67: where the path is the limit, the browser leaves the size to the page, if it knows how', async () => {
      const ana = await flowing();
      await flow(ana, 3000, 1000);
      const { sender } = ana.connection.transceivers[1] ?? expect.unreachable();
      ana.connection.availableOutgoingBitrate = 250_000;
      await flow(ana, 500, 1000);
      expect(sender.preference).toBe('maintain-framerate-and-resolution');
      ana.connection.availableOutgoingBitrate = 2_000_000;
      await flow(ana, 5000, 1000);
      expect(sender.preference).toBe('maintain-framerate');
    });

    it('S67: a browser that cannot leave the size to the page is sent the size all the same', async () => {
      const ana = await flowing();
      await flow(ana, 3000, 1000);
      const { sender } = ana.connection.transceivers[1] ?? expect.unreachable();
      const { setParameters } = sender;
      sender.setParameters = async (parameters) => {
        if (parameters.degradationPreference !== 'maintain-framerate') throw new TypeError('no such value');
        return setParameters(parameters);
      };
      ana.connection.availableOutgoingBitrate = 250_000;
      await flow(ana, 1000, 1000);
      expect(sender.encoding.scaleResolutionDownBy).toBe(2);
    });

    it('S67: what a sender refused is asked of it again', async () => {
      const ana = await flowing();
      const { sender } = ana.connection.transceivers[1] ?? expect.unreachable();
      const { setParameters } = sender;
      sender.setParameters = () => Promise.reject(new Error('being renegotiated'));
      ana.peer.see({ width: 181, height: 128 });
      sender.setParameters = setParameters;
      await flow(ana, 500, 1000);
      expect(sender.encoding.scaleResolutionDownBy).toBe(4);
    });

    it('S68: the voice of who answers goes first, too, though it was forgotten before both agreed', async () => {
      const { ben } = await connected();
      const { sender } = ben.connection.transceivers[0] ?? expect.unreachable();
      sender.encoding = {};
      ben.connection.onsignalingstatechange?.();
      expect(sender.encoding.networkPriority).toBe('high');
    });

    it('where media goes on during a repair, says so', async () => {
      const ana = await flowing();
      ana.peer.restartIce();
      await flow(ana, 500, 1000);
      expect(flows(ana)).toEqual([{ type: 'flow', flowing: true }]);
    });
  });
});
