import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fakeClock';
import { measureLink } from './accessLink';

/** Two connections whose channels lead to each other over a network that a test makes. */
class Loop {
  readonly clock = new FakeClock();
  readonly closed: number[] = [];
  sent = 0;
  readonly #channels: FakeChannel[] = [];
  readonly #network: (packet: number) => number | 'lost';
  readonly #opens: boolean;

  /** @param network after how many milliseconds the packet arrives */
  constructor(network: (packet: number) => number | 'lost', opens = true) {
    this.#network = network;
    this.#opens = opens;
  }

  readonly create = (): RTCPeerConnection => {
    const index = this.#channels.length;
    const connection = {
      localDescription: { type: 'offer', sdp: '' },
      setLocalDescription: async () => undefined,
      setRemoteDescription: async () => index === 0 && this.#opens && this.#open(),
      createDataChannel: () => this.#channels[index],
      close: () => this.closed.push(index),
    };
    this.#channels.push(new FakeChannel((data) => this.#carry(1 - index, data)));
    return connection as unknown as RTCPeerConnection;
  };

  async run(millis: number): Promise<void> {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    for (let passed = 0; passed < millis; passed += 10) {
      this.clock.advance(10);
      await Promise.resolve();
    }
  }

  #open(): void {
    for (const channel of this.#channels) channel.readyState = 'open';
    for (const channel of this.#channels) channel.onopen?.();
  }

  #carry(to: number, data: string): void {
    const delay = this.#network(this.sent++);
    if (delay !== 'lost') this.clock.after(delay, () => this.#channels[to]?.onmessage?.({ data }));
  }
}

class FakeChannel {
  readyState = 'connecting';
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  constructor(readonly send: (data: string) => void) {}
}

describe('the measurement of the own link', () => {
  const signal = new AbortController().signal;

  it('S76: sends twenty packets a second each way for four seconds, and closes what it opened', async () => {
    const loop = new Loop((packet) => (packet % 2 === 0 ? 30 : 50));
    const measured = measureLink(loop.create, {}, loop.clock, signal);
    await loop.run(5000);
    expect(await measured).toEqual({ packets: 160, loss: 0, roundTripMillis: 50, fastestMillis: 30 });
    expect(loop.closed).toEqual([0, 1]);
  });

  it('S76: counts as lost what does not come, and what comes after a second', async () => {
    const loop = new Loop((packet) => (packet === 40 ? 'lost' : packet === 80 ? 1200 : 20));
    const measured = measureLink(loop.create, {}, loop.clock, signal);
    await loop.run(7000);
    expect(await measured).toMatchObject({ packets: 160, loss: 2 / 160 });
  });

  it('S76: ends early when it is plain, of packets that had the time to arrive', async () => {
    const loop = new Loop((packet) => (packet % 10 === 0 ? 'lost' : 20));
    const measured = measureLink(loop.create, {}, loop.clock, signal);
    await loop.run(3500);
    const { loss = 0, packets = 0 } = (await measured) ?? {};
    expect(loss).toBeCloseTo(0.1, 1);
    expect(packets).toBeLessThan(100);
  });

  it('gives nothing when the relay does not answer, or the call ends', async () => {
    const silent = new Loop(() => 20, false);
    const unanswered = measureLink(silent.create, {}, silent.clock, signal);
    await silent.run(8100);
    expect(await unanswered).toBeUndefined();
    expect(silent.closed).toEqual([0, 1]);

    const left = new AbortController();
    const loop = new Loop(() => 20);
    const aborted = measureLink(loop.create, {}, loop.clock, left.signal);
    await loop.run(1000);
    left.abort();
    await loop.run(100);
    expect(await aborted).toBeUndefined();
    expect(loop.closed).toEqual([0, 1]);
  });
});
