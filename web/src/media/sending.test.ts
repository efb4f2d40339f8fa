import { describe, expect, it } from 'vitest';
import {
  CARRIES_ALL,
  type Carriage,
  type Conditions,
  cameraEncoding,
  NO_STRAIN,
  nextCarriage,
  nextStrain,
} from './sending';

const HD = { width: 1280, height: 720, framesPerSecond: 30 };

function encoding(conditions: Partial<Conditions> = {}) {
  return cameraEncoding({
    picture: HD,
    view: undefined,
    others: 1,
    beginning: false,
    carried: CARRIES_ALL.carried,
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

  it('S67: where the path is the limit, all is allowed', () => {
    expect(encoding({ carried: 0 }).maxBitrate).toBe(2_500_000);
  });

  it('a large picture is not wanted by who shows a small one, whatever the path carries', () => {
    expect(encoding({ carried: 3, view: { width: 128, height: 90 } }).scaleResolutionDownBy).toBe(8);
  });
});

describe('nextCarriage', () => {
  const at = (carried: number): Carriage => ({ ...CARRIES_ALL, carried });
  /** Looks each half second at a path of which the browser believes this. */
  function look(from: Carriage, seconds: number, bits: (carried: number) => number | undefined, losing = false) {
    const seen = [from];
    for (let millis = 500; millis <= seconds * 1000; millis += 500) {
      const before = seen.at(-1) ?? from;
      seen.push(nextCarriage(before, bits(before.carried), losing, millis));
    }
    return seen;
  }
  const places = (seen: readonly Carriage[]) => seen.map(({ carried }) => carried);

  it('S67: a path that became narrow is believed at once', () => {
    expect(nextCarriage(CARRIES_ALL, 250_000, false, 0).carried).toBe(3);
    expect(nextCarriage(CARRIES_ALL, 90_000, true, 0).carried).toBe(0);
  });

  it('S67: one that became wide is believed step by step', () => {
    expect(places(look(at(0), 3, () => 2_000_000, true))).toEqual([0, 1, 2, 3, 4, 5, 5]);
  });

  it('S67: what lies between falling and rising changes nothing while packets get lost', () => {
    for (const [carried, bits] of [
      [3, 300_000],
      [2, 200_000],
      [0, 110_000],
      [CARRIES_ALL.carried, 600_000],
      [4, 600_000],
    ] as const)
      expect(places(look(at(carried), 60, () => bits, true)).at(-1)).toBe(carried);
  });

  it('S67: an estimate that grows only with what is sent does not keep the picture small', () => {
    // Of what a picture of each size needs, and what sound needs, a browser believes half as much again.
    const sent = [55_000, 110_000, 170_000, 250_000, 400_000, 700_000];
    const seen = look(at(0), 20, (carried) => ((sent[carried] ?? 0) + 50_000) * 1.5);
    expect(places(seen).at(-1)).toBe(CARRIES_ALL.carried);
    expect(seen.at(-1)?.tried).toBeUndefined();
  });

  it('S67: a try that gets nowhere is over after four seconds, and the next one waits longer', () => {
    const seen = places(look(at(2), 60, () => 200_000));
    expect(Math.max(...seen)).toBe(3);
    const begun = seen.flatMap((place, index) => (place === 3 && seen[index - 1] === 2 ? [index / 2] : []));
    expect(begun.slice(0, 4)).toEqual([1.5, 8.5, 18.5, 34.5]);
    expect(seen.slice(3, 11)).toEqual(Array(8).fill(3));
    expect(seen[11]).toBe(2);
  });

  it('S67: a try is over when packets get lost', () => {
    const trying = look(at(2), 1.5, () => 200_000).at(-1) ?? CARRIES_ALL;
    expect(trying.carried).toBe(3);
    expect(nextCarriage(trying, 200_000, true, 2000).carried).toBe(2);
  });

  it('a browser that says nothing of the path is left to itself', () => {
    expect(nextCarriage(at(0), undefined, false, 0).carried).toBe(CARRIES_ALL.carried);
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
