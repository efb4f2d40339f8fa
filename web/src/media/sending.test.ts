import { describe, expect, it } from 'vitest';
import { CARRIED_BEST, type Conditions, cameraEncoding, NO_STRAIN, nextCarried, nextStrain } from './sending';

const HD = { width: 1280, height: 720, framesPerSecond: 30 };

function encoding(conditions: Partial<Conditions> = {}) {
  return cameraEncoding({
    picture: HD,
    view: undefined,
    others: 1,
    beginning: false,
    carried: CARRIED_BEST,
    asking: false,
    ease: 0,
    ...conditions,
  });
}

describe('cameraEncoding', () => {
  it('S65: one other person who says nothing is sent all that the camera gives', () => {
    expect(encoding()).toEqual({ active: true, scaleResolutionDownBy: 1, maxFramerate: 30, maxBitrate: 2_500_000 });
  });

  it('begins small', () => {
    expect(encoding({ beginning: true }).scaleResolutionDownBy).toBe(2);
    expect(encoding({ beginning: true, picture: { ...HD, width: 640, height: 360 } }).scaleResolutionDownBy).toBe(1);
  });

  it('S65: nobody who does not look is sent anything', () => {
    expect(encoding({ view: { width: 0, height: 0 } }).active).toBe(false);
    expect(encoding({ view: { width: 1, height: 1 } }).active).toBe(true);
  });

  it.each([
    [1448, 724, 1],
    [853, 480, 1.5],
    [640, 360, 2],
    [512, 256, 2],
    [181, 128, 4],
    [64, 36, 8],
    // A telephone held upright covers its tile with the middle of the picture.
    [360, 720, 1],
  ])('S65: what is shown at %i x %i is sent no larger than it covers that', (width, height, scale) => {
    expect(encoding({ view: { width, height } }).scaleResolutionDownBy).toBe(scale);
  });

  it('a thumbnail moves less smoothly and costs less', () => {
    expect(encoding({ view: { width: 181, height: 128 } })).toMatchObject({ maxFramerate: 15, maxBitrate: 172_800 });
  });

  it.each([1, 2, 3, 4, 5])('S66: with %i others, all of them together are sent no more than the budget', (others) => {
    const { scaleResolutionDownBy, maxFramerate, maxBitrate } = encoding({ others });
    expect(maxBitrate * others).toBeLessThanOrEqual(4_000_000);
    expect((others * maxFramerate * HD.width * HD.height) / scaleResolutionDownBy ** 2).toBeLessThanOrEqual(55_296_000);
    expect(scaleResolutionDownBy).toBeLessThanOrEqual(2);
  });

  it('S67: a computer that is too slow leaves out frames first, then pixels', () => {
    const eased = [0, 1, 2, 3, 4].map((ease) => encoding({ ease }));
    expect(eased.map(({ maxFramerate }) => maxFramerate)).toEqual([30, 20, 15, 15, 15]);
    expect(eased.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([1, 1, 1, 2, 3]);
  });

  it('S67: a path that carries next to nothing gets a thumbnail', () => {
    expect(encoding({ carried: 0 })).toMatchObject({ active: true, scaleResolutionDownBy: 8, maxFramerate: 15 });
  });

  it('S67: a path that carries little is asked for more by what is allowed', () => {
    const allowed = [true, false].map((asking) => encoding({ carried: 0, asking }).maxBitrate);
    expect(allowed).toEqual([2_500_000, 2_250_000]);
    expect(encoding({ asking: true })).toEqual(encoding({ asking: false }));
  });

  it('a large picture is not wanted by who shows a small one, whatever the path carries', () => {
    expect(encoding({ carried: 3, view: { width: 128, height: 90 } }).scaleResolutionDownBy).toBe(8);
  });
});

describe('nextCarried', () => {
  it('S67: a path that became narrow is believed at once', () => {
    expect(nextCarried(CARRIED_BEST, 300_000)).toBe(3);
    expect(nextCarried(CARRIED_BEST, 90_000)).toBe(0);
  });

  it('S67: one that became wide is believed step by step', () => {
    const seen = [0];
    for (let i = 0; i < 6; i += 1) seen.push(nextCarried(seen[i] ?? 0, 2_000_000));
    expect(seen).toEqual([0, 1, 2, 3, 4, CARRIED_BEST, CARRIED_BEST]);
  });

  it('what lies between falling and rising changes nothing', () => {
    for (const [carried, bits] of [
      [3, 300_000],
      [2, 300_000],
      [0, 110_000],
      [CARRIED_BEST, 900_000],
      [4, 900_000],
    ] as const)
      expect(nextCarried(carried, bits)).toBe(carried);
  });

  it('a browser that says nothing of the path is left to itself', () => {
    expect(nextCarried(0, undefined)).toBe(CARRIED_BEST);
  });
});

describe('nextStrain', () => {
  const pass = (millis: number, strained: boolean, from = NO_STRAIN, start = 0) => {
    let strain = from;
    for (let now = start; now <= start + millis; now += 500) strain = nextStrain(strain, strained, now);
    return strain;
  };

  it('S67: a moment of strain is nothing', () => {
    expect(pass(1500, true).ease).toBe(0);
  });

  it('S67: strain that lasts is eased step by step, and what was eased comes back slowly', () => {
    const eased = pass(4000, true);
    expect(eased.ease).toBe(2);
    expect(pass(14_000, false, eased, 4500).ease).toBe(2);
    expect(pass(16_000, false, eased, 4500).ease).toBe(1);
    expect(pass(60_000, false, eased, 4500).ease).toBe(0);
  });

  it('a small camera of a strained computer is allowed enough for its pictures to go on', () => {
    const picture = { width: 320, height: 180, framesPerSecond: 15 };
    expect(encoding({ picture, ease: 4 }).maxBitrate).toBe(100_000);
  });

  it('has an end', () => {
    expect(pass(60_000, true).ease).toBe(4);
  });
});
