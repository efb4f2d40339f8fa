import { describe, expect, it } from 'vitest';
import { arrange, floating, type Rect, type Size } from './arrange';

const STAGES: Record<string, Size> = {
  desktop: { width: 1256, height: 660 },
  'desktop with chat': { width: 896, height: 660 },
  phone: { width: 374, height: 690 },
  'phone on its side': { width: 820, height: 250 },
};
const PICTURES = { screens: false };

const area = ({ width, height }: Rect) => width * height;
const overlap = (a: Rect, b: Rect) =>
  Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left) > 0.01 &&
  Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top) > 0.01;

function expectApart(tiles: readonly Rect[], stage: Size): void {
  for (const [index, tile] of tiles.entries()) {
    expect(area(tile)).toBeGreaterThan(0);
    expect(tile.left).toBeGreaterThanOrEqual(-0.01);
    expect(tile.top).toBeGreaterThanOrEqual(-0.01);
    expect(tile.left + tile.width).toBeLessThanOrEqual(stage.width + 0.01);
    expect(tile.top + tile.height).toBeLessThanOrEqual(stage.height + 0.01);
    for (const other of tiles.slice(index + 1)) expect(overlap(tile, other)).toBe(false);
  }
}

/** In how many rows and columns they stand. */
const grid = (tiles: readonly Rect[]) => {
  const different = (edge: 'left' | 'top') => new Set(tiles.map((tile) => Math.round(tile[edge]))).size;
  return `${different('left')}x${different('top')}`;
};

describe.each(Object.entries(STAGES))('on a stage of a %s', (_, stage) => {
  for (let count = 1; count <= 8; count += 1) {
    it(`${count} tiles keep apart and inside, are alike, and shaped like pictures`, () => {
      const { small } = arrange(stage, { large: 0, small: count, ...PICTURES });
      expect(small).toHaveLength(count);
      expectApart(small, stage);
      for (const { width, height } of small) {
        expect(width / height).toBeGreaterThan(9 / 16 - 0.01);
        expect(width / height).toBeLessThan(16 / 9 + 0.01);
        expect(width).toBeCloseTo(small[0]?.width ?? 0);
      }
    });

    it(`one or two large ones and ${count} small ones keep apart, the large ones larger`, () => {
      for (const large of [1, 2]) {
        for (const screens of [true, false]) {
          const tiles = arrange(stage, { large, screens, small: count });
          expectApart([...tiles.large, ...tiles.small], stage);
          const [first, small] = [tiles.large[0], tiles.small[0]];
          if (first !== undefined && small !== undefined) expect(area(first)).toBeGreaterThan(area(small));
        }
      }
    });
  }
});

describe('the grid', () => {
  const tiles = (stage: keyof typeof STAGES, small: number) =>
    arrange(STAGES[stage] ?? { width: 0, height: 0 }, { large: 0, small, ...PICTURES }).small;

  it('has as many columns as make the tiles largest', () => {
    expect(grid(tiles('desktop', 2))).toBe('2x1');
    expect(grid(tiles('desktop', 4))).toBe('2x2');
    expect(grid(tiles('desktop', 6))).toBe('3x2');
    expect(grid(tiles('phone', 2))).toBe('1x2');
    expect(grid(tiles('phone', 6))).toBe('2x3');
    expect(grid(tiles('phone on its side', 3))).toBe('3x1');
  });

  it('fills a phone, where pictures are upright', () => {
    const [only] = tiles('phone', 1);
    expect(only && area(only)).toBeGreaterThan(0.95 * 374 * 690);
  });

  it('centers the last row', () => {
    const [first, second, third] = tiles('desktop', 3);
    expect((third?.left ?? 0) + (third?.width ?? 0) / 2).toBeCloseTo(1256 / 2);
    expect(second?.top).toBe(first?.top);
  });
});

describe('large ones', () => {
  it('take all when nobody else is there', () => {
    const { large } = arrange({ width: 1000, height: 600 }, { large: 1, screens: true, small: 0 });
    expect(large).toEqual([{ left: 0, top: 0, width: 1000, height: 600 }]);
  });

  it('have the strip at their side, on a phone below', () => {
    const beside = arrange({ width: 1256, height: 660 }, { large: 1, small: 2, ...PICTURES });
    expect(beside.small[0]?.left).toBeGreaterThan(beside.large[0]?.width ?? 0);
    const below = arrange({ width: 374, height: 690 }, { large: 1, small: 2, ...PICTURES });
    expect(below.small[0]?.top).toBeGreaterThan(below.large[0]?.height ?? 0);
  });
});

describe('the floating picture', () => {
  it.each([true, false])('is in its corner', (left) => {
    for (const top of [true, false]) {
      const stage = { width: 1256, height: 660 };
      const tile = floating({ left: 40, top: 0, ...stage }, { left, top });
      expectApart([{ ...tile, left: tile.left - 40 }], stage);
      expect(tile.left < 100).toBe(left);
      expect(tile.top < 100).toBe(top);
    }
  });
});
