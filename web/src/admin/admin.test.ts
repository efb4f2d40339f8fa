import { describe, expect, it } from 'vitest';
import { joined } from './desk';
import type { Participant, Sample } from './model';
import { pathOf } from './paths';
import { areaPath, HEIGHT, linePath, niceTop, WIDTH } from './plot';
import { agoWords, pathWords, rateWords, spanWords } from './words';

const person = (...allocations: Participant['allocations']): Participant => ({
  name: 'Ana',
  connected: true,
  allocations,
});

describe('the path of a call', () => {
  it('is relayed by what carries media, not by what only keeps a spare path open', () => {
    const participants = [
      person({ transport: 'udp', bitsPerSecond: 1_200_000 }, { transport: 'tls', bitsPerSecond: 400 }),
      person({ transport: 'tcp', bitsPerSecond: 600_000 }),
    ];
    const path = pathOf({ participants });
    expect(path).toEqual({ kind: 'relayed', transports: ['tcp', 'udp'], bitsPerSecond: 1_800_000 });
    expect(pathWords(path)).toBe('Relayed over TCP and UDP, 1.8 Mbit/s');
  });

  it('is not relayed when nothing passes the relay', () => {
    const participants = [person({ transport: 'udp', bitsPerSecond: 300 }), person()];
    expect(pathOf({ participants })).toEqual({ kind: 'not-relayed' });
  });

  it('is not known before the server has looked twice', () => {
    expect(pathOf({ participants: [person({ transport: 'udp' }), person()] })).toEqual({ kind: 'measuring' });
  });

  it('is none while somebody is alone', () => {
    const participants = [person({ transport: 'udp', bitsPerSecond: 9e9 })];
    expect(pathWords(pathOf({ participants }))).toBe('');
  });
});

describe('words', () => {
  it.each([
    [0, '0 bit/s'],
    [640_400, '640 kbit/s'],
    [999_600, '1.0 Mbit/s'],
    [1_234_000, '1.2 Mbit/s'],
    [42_000_000, '42 Mbit/s'],
    [3_100_000_000, '3.1 Gbit/s'],
  ])('%i bits a second are %s', (rate, words) => expect(rateWords(rate)).toBe(words));

  it.each([
    [-5, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [47 * 3_600_000, '47 h'],
    [72 * 3_600_000, '3 days'],
  ])('%i milliseconds are %s', (millis, words) => expect(spanWords(millis)).toBe(words));

  it('what happened now was just now', () => {
    expect(agoWords(-100)).toBe('just now');
    expect(agoWords(65_000)).toBe('1 min ago');
  });
});

describe('plots', () => {
  const frame = { from: 0, to: 1000, top: 10 };

  it('end at a number that reads well', () => {
    expect([0, 3, 4.1, 11, 51, 100].map((highest) => niceTop(highest, 4))).toEqual([4, 4, 5, 20, 100, 100]);
  });

  it('go from left to right, and from the bottom to the top', () => {
    const points = [
      { at: 0, value: 0 },
      { at: 1000, value: 10 },
    ];
    expect(linePath(points, frame, 5000)).toBe(`M0 ${HEIGHT}L${WIDTH} 0`);
  });

  it('draw nothing where nothing is known, and nothing outside', () => {
    const points = [-5, 0, 100, 900, 1000, 1001].map((at) => ({ at, value: 5 }));
    expect(linePath(points, frame, 200).match(/[ML]/g)).toEqual(['M', 'L', 'M', 'L']);
    expect(areaPath(points, frame, 200).match(/Z/g)).toHaveLength(2);
    expect(linePath([], frame, 200) + areaPath([], frame, 200)).toBe('');
  });
});

describe('samples', () => {
  const sample = (second: number): Sample => ({
    at: new Date(second * 1000).toISOString(),
    calls: 0,
    participants: 0,
    allocations: { udp: 0, tcp: 0, tls: 0 },
    bitsPerSecond: 0,
  });

  it('that came twice stand once, and the oldest make room', () => {
    const hour = Array.from({ length: 360 }, (_, i) => sample(i * 10));
    const after = joined(hour, [sample(3590), sample(3600)]);
    expect(after).toHaveLength(360);
    expect(after.at(-1)).toEqual(sample(3600));
    expect(after[0]).toEqual(sample(10));
  });
});
