import { describe, expect, it } from 'vitest';
import type { LinkMeasure } from '../media/accessLink';
import type { IceConfig } from '../protocol/messages';
import type { NetworkState } from '../quality/view';
import { FakeClock } from '../testing/fakeClock';
import { NOTHING_KNOWN } from '../testing/qualitySamples';
import { Quality } from './quality';

const RELAY = { iceServers: [{ urls: ['turn:call.example:3478?transport=udp'] }] } as unknown as IceConfig;
const WELL: LinkMeasure = { packets: 160, loss: 0, roundTripMillis: 30, fastestMillis: 25 };
const LOSSY: LinkMeasure = { packets: 160, loss: 0.06, roundTripMillis: 40, fastestMillis: 25 };

class Scene {
  readonly clock = new FakeClock();
  readonly told: [NetworkState, string | undefined][] = [];
  /** How many measurements were begun. */
  measured = 0;
  link: LinkMeasure | undefined = WELL;
  ice = RELAY;
  read = false;
  view = NOTHING_KNOWN;
  readonly quality = new Quality(
    {
      clock: this.clock,
      measureLink: async () => {
        this.measured += 1;
        return this.link;
      },
    },
    NOTHING_KNOWN,
    {
      sampled: () => undefined,
      network: () => undefined,
      tell: (state, to) => this.told.push([state, to]),
      changed: (view) => {
        this.view = view;
      },
      ice: () => this.ice,
      read: () => this.read,
    },
  );
  #packets = 0;
  #lost = 0;

  /** Time goes by, with two looks a second at the connection to Ben. */
  async seconds(count: number, loss = 0, id = 'ben'): Promise<this> {
    for (let half = 0; half < 2 * count; half += 1) {
      this.clock.advance(500);
      this.#packets += 50 * (1 - loss);
      this.#lost += 50 * loss;
      const row = {
        id: 'a',
        type: 'inbound-rtp' as const,
        timestamp: this.clock.now(),
        kind: 'audio',
        packetsReceived: this.#packets,
        packetsLost: this.#lost,
      };
      this.quality.onStatistics(id, new Map([['a', row]]));
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
    return this;
  }

  mark(id = 'ben') {
    return this.view.people.get(id)?.mark;
  }
}

describe('the quality of connections', () => {
  it('keeps a sample a second, and the last three minutes of them', async () => {
    const scene = await new Scene().seconds(10);
    expect(scene.view.people.get('ben')?.samples).toHaveLength(9);
    await scene.seconds(300);
    const samples = scene.view.people.get('ben')?.samples ?? [];
    expect(samples).toHaveLength(180);
    expect((samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0)).toBe(179_000);
  });

  it('gives the same mark until it says something else', async () => {
    const scene = await new Scene().seconds(3);
    const mark = scene.mark();
    await scene.seconds(5);
    expect(scene.mark()).toBe(mark);
  });

  it('S75: names the network that its own measurement found weak, and tells the others', async () => {
    const scene = await new Scene().seconds(20);
    scene.link = LOSSY;
    await scene.seconds(10, 0.08);
    expect(scene.mark()).toMatchObject({ weak: true, yourNetwork: true, theirNetwork: false });
    expect(scene.told).toEqual([
      ['ok', undefined],
      ['weak', undefined],
    ]);
    scene.link = WELL;
    await scene.seconds(15);
    expect(scene.mark()).toMatchObject({ weak: false, yourNetwork: false });
    expect(scene.told.at(-1)).toEqual(['ok', undefined]);
  });

  it('S75: believes what the other side tells about its own network, and of itself tells who comes', async () => {
    const scene = await new Scene().seconds(20);
    scene.quality.onChannelOpen('ben');
    expect(scene.told.at(-1)).toEqual(['ok', 'ben']);
    scene.quality.onNetwork('ben', 'weak');
    expect(scene.mark()).toMatchObject({ weak: false, theirNetwork: false });
    await scene.seconds(8, 0.08);
    expect(scene.mark()).toMatchObject({ weak: true, yourNetwork: false, theirNetwork: true });
    scene.quality.onNetwork('ben', 'ok');
    expect(scene.mark()).toMatchObject({ weak: true, theirNetwork: false });
  });

  it('S75: keeps what was told before there was anything to judge, also under another id', async () => {
    const scene = new Scene();
    scene.quality.onNetwork('ben', 'weak');
    await scene.seconds(2);
    scene.quality.rename('ben', 'ben2');
    await scene.seconds(8, 0.08, 'ben2');
    expect(scene.mark('ben')).toBeUndefined();
    expect(scene.mark('ben2')).toMatchObject({ theirNetwork: true });
    scene.quality.forget('ben2');
    expect(scene.view.people.size).toBe(0);
    await scene.seconds(8, 0.08, 'ben2');
    expect(scene.mark('ben2')).toMatchObject({ weak: true, theirNetwork: false });
  });

  it('S76: measures once in a calm call, and again and again while something is weak', async () => {
    const scene = await new Scene().seconds(14);
    expect(scene.measured).toBe(0);
    await scene.seconds(60);
    expect(scene.measured).toBe(1);
    await scene.seconds(2, 0.08);
    expect(scene.measured).toBe(2);
    await scene.seconds(30, 0.08);
    expect(scene.measured).toBeGreaterThan(8);
    await scene.seconds(20);
    const calm = scene.measured;
    await scene.seconds(60);
    expect(scene.measured).toBe(calm);
  });

  it('S76: measures for who looks at the numbers, too, though not all the time', async () => {
    const scene = new Scene();
    scene.read = true;
    await scene.seconds(50);
    expect(scene.measured).toBe(3);
  });

  it('S76: without a relay nothing can be measured, and nobody is blamed', async () => {
    const scene = new Scene();
    scene.ice = { iceServers: [{ urls: ['stun:call.example'] }] } as unknown as IceConfig;
    await scene.seconds(10, 0.08);
    expect(scene.measured).toBe(0);
    expect(scene.mark()).toMatchObject({ weak: true, yourNetwork: false, theirNetwork: false });
  });

  it('S76: a relay that cannot be reached tells nothing', async () => {
    const scene = new Scene();
    scene.link = undefined;
    await scene.seconds(10, 0.08);
    expect(scene.measured).toBeGreaterThan(0);
    expect(scene.told).toEqual([]);
    expect(scene.mark()).toMatchObject({ weak: true, yourNetwork: false });
  });

  it('says aloud only what lasts', async () => {
    const scene = await new Scene().seconds(8, 0.08);
    expect(scene.mark()).toMatchObject({ weak: true, lasting: false });
    await scene.seconds(10, 0.08);
    expect(scene.mark()).toMatchObject({ lasting: true });
  });
});
