import { describe, expect, it } from 'vitest';
import type { Row } from '../media/path';
import { carriageOf } from './carriage';
import { type Look, sampleBetween } from './sampler';

const files = import.meta.glob<{ at: number; rows: Row[] }[]>('./fixtures/*.json', { eager: true, import: 'default' });

/** Two looks, a second apart, at a real call between Chromium and Firefox. */
function looks(name: string): [Look, Look] {
  return files[`./fixtures/${name}.json`]?.map(({ at, rows }) => look(at, rows)) as [Look, Look];
}

function look(at: number, rows: readonly object[]): Look {
  return { at, rows: new Map((rows as Row[]).map((row) => [row.id, row])) };
}

const near = (value: number) => expect.closeTo(value, 1);

describe('a sample of a real call', () => {
  it('of Chromium, direct', () => {
    expect(sampleBetween(...looks('chromium-156-direct'))).toEqual({
      at: 4350,
      path: 'direct',
      roundTripMillis: 3,
      availableOutgoingBitsPerSecond: 3895058,
      receiving: {
        audio: { bitsPerSecond: near(29489.36), loss: 0, jitterMillis: 10, concealed: 0 },
        video: {
          bitsPerSecond: near(679721.04),
          loss: 0,
          jitterMillis: near(9),
          framesPerSecond: near(26.6),
          width: 1280,
          height: 720,
          frozenMillis: 0,
        },
      },
      sending: {
        // Of audio there was no report in this second.
        audio: { bitsPerSecond: near(46747.04), loss: undefined, jitterMillis: undefined },
        video: {
          bitsPerSecond: near(653678.49),
          loss: 0,
          jitterMillis: near(20.12),
          framesPerSecond: near(18.32),
          width: 1280,
          height: 720,
          limitation: 'none',
        },
      },
    });
  });

  it('of Firefox, direct', () => {
    expect(sampleBetween(...looks('firefox-153-direct'))).toMatchObject({
      path: 'direct',
      // Its pair was not checked in this second; the other side's report is what is new.
      roundTripMillis: near(25.42),
      availableOutgoingBitsPerSecond: undefined,
      receiving: {
        audio: { bitsPerSecond: near(42162.81), jitterMillis: near(7) },
        video: { bitsPerSecond: near(666079.16), framesPerSecond: near(17.92), width: 1280, frozenMillis: near(229) },
      },
      sending: { video: { bitsPerSecond: near(691967.14), framesPerSecond: near(27.63), limitation: 'none' } },
    });
  });

  it.each(['chromium-156', 'firefox-153'])(
    'of %s says that it is relayed, over what, and with which codecs',
    (browser) => {
      const [before, after] = looks(`${browser}-relayed`);
      expect(sampleBetween(before, after).path).toBe('relayed');
      expect(carriageOf(after.rows)).toEqual({
        protocol: 'udp',
        receiving: ['opus', 'VP8'],
        sending: ['opus', 'VP8'],
      });
    },
  );
});

describe('a sample', () => {
  const audio = { id: 'a', type: 'inbound-rtp', kind: 'audio' };
  const between = (before: object[], after: object[]) => sampleBetween(look(0, before), look(1000, after));

  it('tells the share of what got lost and was made up', () => {
    const { receiving } = between(
      [{ ...audio, packetsReceived: 100, packetsLost: 5, totalSamplesReceived: 0 }],
      [
        {
          ...audio,
          packetsReceived: 138,
          packetsLost: 7,
          totalSamplesReceived: 48_000,
          concealedSamples: 4800,
          silentConcealedSamples: 2400,
        },
      ],
    );
    expect(receiving.audio).toMatchObject({ loss: 0.05, concealed: 0.05 });
  });

  it('has no loss below nothing when what was late arrives after all', () => {
    const { receiving } = between(
      [{ ...audio, packetsReceived: 100, packetsLost: 5 }],
      [{ ...audio, packetsReceived: 150, packetsLost: 2 }],
    );
    expect(receiving.audio.loss).toBe(0);
  });

  it('does not know the loss of what did not come', () => {
    const row = { ...audio, packetsReceived: 100, packetsLost: 5, jitter: 0.4 };
    expect(between([row], [row]).receiving.audio).toMatchObject({ loss: undefined, jitterMillis: undefined });
  });

  it('counts a new connection from its beginning, and none backwards', () => {
    const { receiving } = between(
      [{ ...audio, bytesReceived: 1_000_000 }],
      [
        { ...audio, bytesReceived: 500 },
        { ...audio, id: 'b', bytesReceived: 1000 },
      ],
    );
    expect(receiving.audio.bitsPerSecond).toBe(8000);
  });

  it('tells the size of the larger of two pictures, and the limitation of either', () => {
    const video = { type: 'outbound-rtp', kind: 'video', framesEncoded: 10 };
    const { sending } = between(
      [],
      [
        { ...video, id: 'camera', bytesSent: 10_000, frameWidth: 640, qualityLimitationReason: 'bandwidth' },
        { ...video, id: 'screen', bytesSent: 50_000, frameWidth: 1920, qualityLimitationReason: 'none' },
      ],
    );
    expect(sending.video).toMatchObject({ bitsPerSecond: 480_000, width: 1920, limitation: 'bandwidth' });
  });
});
