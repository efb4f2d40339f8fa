import { describe, expect, it } from 'vitest';
import { Devices } from '../media/devices';
import type { LocalTracks } from '../media/peer';
import { FakeNavigator } from '../testing/fakeMedia';
import { Capture } from './capture';
import type { Environment } from './environment';

function capturing() {
  const environment = {
    devices: new Devices(new FakeNavigator() as unknown as Navigator),
    preferences: { read: () => ({}) },
  } as unknown as Environment;
  /** Whether the microphone was live each time when tracks were handed out to be sent. */
  const sent: (boolean | undefined)[] = [];
  const capture = new Capture(environment, {
    tracks: ({ audio }: LocalTracks) => sent.push(audio?.enabled),
    changed: () => undefined,
    ended: () => undefined,
  });
  return { capture, sent };
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
});
