import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../testing/fakeClock';
import { Looking } from './looking';

/** What is on top at each point of the page. */
let top: Element | null;
let hidden: boolean;

class Page {
  readonly clock = new FakeClock();
  readonly told: string[] = [];
  open = true;
  readonly looking = new Looking(this.clock, (to, { width, height }) => {
    if (this.open) this.told.push(`${to} ${width} x ${height}`);
    return this.open;
  });

  shows(id: string, width: number, height: number) {
    const tile = document.createElement('li');
    const video = document.createElement('video');
    video.dataset.participant = id;
    tile.append(video);
    document.body.append(tile);
    const size = { width, height };
    video.getBoundingClientRect = () => new DOMRect(0, 0, size.width, size.height);
    top = video;
    this.looking.watch(video);
    return { tile, video, size };
  }

  /** What was told in this time. */
  pass(millis: number): string[] {
    this.clock.advance(millis);
    return this.told.splice(0);
  }
}

beforeEach(() => {
  hidden = false;
  document.elementFromPoint = () => top;
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => (hidden ? 'hidden' : 'visible'));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe('S64: who is shown is told', () => {
  it('how large, in coarse steps, and again only when that changes', () => {
    const page = new Page();
    const { size } = page.shows('ben', 600, 350);
    expect(page.pass(2000)).toEqual(['ben 724 x 362']);
    size.width = 640;
    expect(page.pass(2000)).toEqual([]);
    size.width = 1200;
    expect(page.pass(2000)).toEqual(['ben 1448 x 362']);
  });

  it('at most three times a second, whatever happens to a window', () => {
    const page = new Page();
    const { size } = page.shows('ben', 100, 100);
    let told = 0;
    for (let i = 0; i < 100; i += 1) {
      size.width = size.width === 100 ? 1000 : 100;
      told += page.pass(10).length;
    }
    expect(told).toBeLessThanOrEqual(3);
  });

  it('that nobody looks while the page is hidden, and at once when it is seen again', () => {
    const page = new Page();
    page.shows('ben', 512, 512);
    page.pass(400);
    hidden = true;
    document.dispatchEvent(new Event('visibilitychange'));
    expect(page.pass(0)).toEqual(['ben 0 x 0']);
    hidden = false;
    document.dispatchEvent(new Event('visibilitychange'));
    expect(page.pass(0)).toEqual(['ben 512 x 512']);
  });

  it('the size of the window that holds the picture alone, also while the page is hidden', () => {
    const page = new Page();
    const { video } = page.shows('ben', 512, 512);
    hidden = true;
    Object.defineProperty(document, 'pictureInPictureElement', { value: video, configurable: true });
    expect(page.pass(400)).toEqual(['ben 640 x 360']);
    Reflect.deleteProperty(document, 'pictureInPictureElement');
    expect(page.pass(400)).toEqual(['ben 0 x 0']);
  });

  it('the size of a small window of the page, also while the page itself is hidden', () => {
    const page = new Page();
    page.shows('ben', 512, 512);
    hidden = true;
    vi.stubGlobal('documentPictureInPicture', { window: { closed: false } });
    expect(page.pass(400)).toEqual(['ben 640 x 360']);
    vi.stubGlobal('documentPictureInPicture', { window: null });
    expect(page.pass(400)).toEqual(['ben 0 x 0']);
  });

  it('that nobody looks while something lies over the tile, but not for what belongs to it', () => {
    const page = new Page();
    const { tile } = page.shows('ben', 512, 512);
    page.pass(400);
    const name = document.createElement('p');
    tile.append(name);
    top = name;
    expect(page.pass(400)).toEqual([]);
    top = document.body;
    expect(page.pass(400)).toEqual(['ben 0 x 0']);
    top = null;
    expect(page.pass(400)).toEqual([]);
  });

  it('that nobody looks any more when the tile is gone', () => {
    const page = new Page();
    const { tile } = page.shows('ben', 512, 512);
    page.pass(400);
    tile.remove();
    expect(page.pass(2000)).toEqual(['ben 0 x 0']);
  });

  it('the larger size of two tiles', () => {
    const page = new Page();
    const large = page.shows('ben', 512, 512);
    const small = page.shows('ben', 64, 64);
    document.elementFromPoint = (x) => (x > 64 ? large.video : small.video);
    expect(page.pass(400)).toEqual(['ben 512 x 512']);
  });

  it('again over another channel, and when there was none at first', () => {
    const page = new Page();
    page.open = false;
    page.shows('ben', 512, 512);
    expect(page.pass(2000)).toEqual([]);
    page.open = true;
    expect(page.pass(400)).toEqual(['ben 512 x 512']);
    page.looking.forget('ben');
    expect(page.pass(400)).toEqual(['ben 512 x 512']);
  });
});
