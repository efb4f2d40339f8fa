import { expect, it } from 'vitest';
import { forEachSeed } from '../testing/seeds';
import { clockOffset, type Exchange } from './clocks';

it('S79: the offset of two clocks is found within half of the quickest way, however unlike both ways are', async () => {
  await forEachSeed(500, async (random) => {
    const ahead = (random() - 0.5) * 1e9;
    let now = random() * 1e6;
    const exchanges = Array.from({ length: 8 }, (): Exchange => {
      const [there, thinking, back] = [5 + random() * 300, random() * 50, 5 + random() * 300];
      now += 1000;
      const heard = now + there + ahead;
      return { sent: now, heard, answered: heard + thinking, back: now + there + thinking + back };
    });
    const found = clockOffset(exchanges);
    expect(Math.abs((found?.offset ?? Number.NaN) - ahead)).toBeLessThanOrEqual((found?.error ?? 0) + 1e-6);
    const quickest = Math.min(...exchanges.map(({ sent, heard, answered, back }) => back - sent - (answered - heard)));
    expect(found?.error).toBeCloseTo(quickest / 2, 5);
  });
});

it('S79: a clock that drifts meanwhile, and answers that cannot be true, do not spoil it', () => {
  const good = { sent: 1000, heard: 51_020, answered: 51_021, back: 1041 };
  expect(clockOffset([good, { sent: 2000, heard: 9e9, answered: 9e9 + 500, back: 2100 }])?.offset).toBe(50_000);
  expect(clockOffset([])).toBeUndefined();
});
