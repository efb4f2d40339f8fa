import { describe, expect, it } from 'vitest';
import { type LocalTracks, NO_TRACKS } from '../media/peer';
import { Screens } from '../media/screens';
import { FakeNavigator } from '../testing/fakeMedia';
import type { Environment } from './environment';
import { ScreenShare } from './screenShare';

function sharing() {
  const navigator = new FakeNavigator();
  const environment = { screens: new Screens(navigator as unknown as Navigator) } as unknown as Environment;
  const sent: LocalTracks[] = [];
  const ends: string[] = [];
  const share = new ScreenShare(environment, {
    tracks: (tracks) => sent.push(tracks),
    ended: () => ends.push('ended'),
  });
  return { navigator, share, sent, ends };
}

describe('a shared screen', () => {
  it('is sent as text is, so that it can be read', async () => {
    const { share, sent, navigator } = sharing();
    expect(await share.open('detail')).toBe('shared');
    expect(sent).toEqual([{ audio: null, video: navigator.screens[0] }]);
    expect(navigator.screens[0]?.contentHint).toBe('detail');
  });

  it('is sent as a film is from the moment that somebody says it is one', async () => {
    const { share, sent, navigator } = sharing();
    await share.open('detail');
    share.setContent('motion');
    expect(navigator.screens[0]?.contentHint).toBe('motion');
    expect(sent).toHaveLength(2);
  });

  it('that the browser ends is noticed', async () => {
    const { share, ends, navigator } = sharing();
    await share.open('detail');
    navigator.screens[0]?.dispatchEvent(new Event('ended'));
    expect(ends).toEqual(['ended']);
  });

  it('is let go of when it is closed, which is no news', async () => {
    const { share, sent, ends, navigator } = sharing();
    await share.open('detail');
    share.close();
    navigator.screens[0]?.dispatchEvent(new Event('ended'));
    expect([sent.at(-1), navigator.screens[0]?.stopped, ends]).toEqual([NO_TRACKS, true, []]);
  });

  it('that is chosen after the call is over is not sent', async () => {
    const { share, sent, navigator } = sharing();
    const opening = share.open('detail');
    share.close();
    expect(await opening).toBeUndefined();
    expect([sent, navigator.screens[0]?.stopped]).toEqual([[NO_TRACKS], true]);
  });

  it.each([
    ['NotAllowedError', 'canceled'],
    ['NotReadableError', 'failed'],
  ])('%s: %s', async (failure, outcome) => {
    const { share, navigator } = sharing();
    navigator.screenFailure = failure;
    expect(await share.open('detail')).toBe(outcome);
  });
});
