import { describe, expect, it } from 'vitest';
import type { InCall } from '../../call/inCall';
import { place, sceneOf } from './scene';

const call = (...places: string[]) => ({ remotes: places.map((place) => ({ place })) }) as unknown as InCall;
const view = (change: Partial<Parameters<typeof sceneOf>[2]> = {}) => ({
  layout: 'tiles' as const,
  pinned: undefined,
  ownHidden: false,
  ...change,
});

describe('the scene', () => {
  it('has the own picture floating over one other, and among more of them', () => {
    expect(sceneOf(call('b'), [], view(), undefined)).toMatchObject({ large: [], small: ['b'], floats: true });
    expect(sceneOf(call('b', 'c'), [], view(), undefined)).toMatchObject({ small: ['b', 'c', 'me'], floats: false });
    expect(sceneOf(call(), [], view(), undefined)).toMatchObject({ small: [], floats: true });
  });

  it('is without the own picture when that is hidden', () => {
    expect(sceneOf(call('b'), [], view({ ownHidden: true }), undefined).floats).toBe(false);
    expect(sceneOf(call('b', 'c'), [], view({ ownHidden: true }), undefined).small).toEqual(['b', 'c']);
  });

  it('has the speaker large where that is wanted, and somebody before anyone spoke', () => {
    const speaker = view({ layout: 'speaker' });
    expect(sceneOf(call('b', 'c'), [], speaker, 'c')).toMatchObject({ large: ['c'], small: ['b', 'me'] });
    expect(sceneOf(call('b', 'c'), [], speaker, undefined).large).toEqual(['b']);
    expect(sceneOf(call('b', 'c'), [], speaker, 'gone').large).toEqual(['b']);
    expect(sceneOf(call('b'), [], speaker, 'b').large).toEqual([]);
  });

  it('has screens large, side by side', () => {
    const scene = sceneOf(call('b', 'c'), ['b', 'c'], view({ layout: 'speaker' }), 'c');
    expect(scene).toMatchObject({ large: ['screen-b', 'screen-c'], small: ['b', 'c', 'me'], screensLarge: true });
  });

  it('has what is pinned large instead of all that, as long as it is there', () => {
    const pinned = view({ layout: 'speaker', pinned: 'b' });
    const scene = sceneOf(call('b', 'c'), ['c'], pinned, 'c');
    expect(scene).toMatchObject({ large: ['b'], small: ['screen-c', 'c', 'me'], screensLarge: false });
    expect(sceneOf(call('c'), ['c'], pinned, 'c').large).toEqual(['screen-c']);
  });

  it('numbers people first, in the order they are in the call', () => {
    expect(sceneOf(call('b', 'c'), ['b'], view(), undefined).pinnable).toEqual(['b', 'c', 'screen-b']);
  });

  it('has a place for every tile', () => {
    const stage = { width: 1000, height: 600 };
    const tiles = (...places: string[]) => [
      ...place(stage, sceneOf(call(...places), [], view({ pinned: 'b' }), undefined), 'top-left').keys(),
    ];
    expect(tiles('b', 'c')).toEqual(['b', 'c', 'me']);
    expect(tiles('b')).toEqual(['b', 'me']);
    expect(tiles()).toEqual(['me']);
  });
});
