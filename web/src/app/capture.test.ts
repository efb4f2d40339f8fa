import { describe, expect, it } from 'vitest';
import { Devices } from '../media/devices';
import type { LocalTracks } from '../media/peer';
import { FakeNavigator } from '../testing/fakeMedia';
import { Capture } from './capture';
import type { Environment } from './environment';

function capturing(preferences: { microphoneId?: string } = {}) {
  const navigator = new FakeNavigator();
  const environment = {
    devices: new Devices(navigator as unknown as Navigator),
    preferences: { read: () => preferences },
  } as unknown as Environment;
  /** Whether the microphone was live each time when tracks were handed out to be sent. */
  const sent: (boolean | undefined)[] = [];
  const capture = new Capture(environment, {
    tracks: ({ audio }: LocalTracks) => sent.push(audio?.enabled),
    changed: () => undefined,
    ended: () => undefined,
    listed: () => undefined,
  });
  return { capture, sent, navigator };
}

describe('a microphone', () => {
  it('is never sent enabled before the call says that it may be heard', async () => {
    const { capture, sent } = capturing();
    await capture.open(true, false);
    expect(sent).toEqual([false]);
  });

  it('that replaces a muted one is muted from its first sample', async () => {
    const { capture, sent } = capturing();
    await capture.open(true, false);
    capture.setMicrophone(true);
    capture.setMicrophone(false);
    await capture.open(true, false);
    expect(sent).toEqual([false, false]);
  });

  it('that replaces a live one is live', async () => {
    const { capture, sent } = capturing();
    await capture.open(true, false);
    capture.setMicrophone(true);
    await capture.open(true, false);
    expect(sent).toEqual([false, true]);
  });

  it('that cannot be opened leaves the one before it', async () => {
    const { capture, navigator } = capturing();
    await capture.open(true, false);
    navigator.failures = { audio: 'NotReadableError' };
    expect(await capture.open(true, false)).toEqual({ audio: { ok: false, failure: 'busy', kept: true } });
    expect(navigator.tracks[0]?.stopped).toBe(false);
  });

  it('that was chosen last is the one that is used', async () => {
    const preferences: { microphoneId?: string } = {};
    const { capture, navigator } = capturing(preferences);
    preferences.microphoneId = 'audio-1';
    const first = capture.open(true, false);
    preferences.microphoneId = 'audio-2';
    const second = capture.open(true, false);
    expect(await first).toBeUndefined();
    expect(await second).toMatchObject({ audio: { ok: true, device: { label: 'Headset' } } });
    const live = navigator.tracks.filter(({ stopped }) => !stopped);
    expect(live.map(({ label }) => label)).toEqual(['Headset']);
  });
});
