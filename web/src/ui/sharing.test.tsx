import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BEN, World } from '../testing/world';

const button = (name: string) => screen.findByRole('button', { name });
const gone = (name: string) => expect(screen.queryByRole('button', { name })).toBeNull();

async function press(world: World, name: string): Promise<void> {
  await world.user.click(await button(name));
  await world.answer();
}

async function inCall(world = new World()): Promise<World> {
  world.participants = [BEN];
  await world.open('/c/tea').serve();
  await press(world, 'Join call');
  await button('Leave');
  return world;
}

/** Ben begins or stops to send on the transceiver for his screen. */
async function benShares(world: World, direction: RTCRtpTransceiverDirection): Promise<void> {
  const [connection] = world.connections;
  if (connection === undefined) throw new Error('no connection');
  if (connection.transceivers.length < 3) connection.addTransceiver('video', { direction: 'recvonly' });
  const [, , share] = connection.transceivers;
  if (share !== undefined) share.currentDirection = direction;
  await act(async () => {
    connection.signalingState = 'stable';
    connection.onsignalingstatechange?.();
  });
}

describe('sharing a screen', () => {
  it('says so until one stops, with either button', async () => {
    const world = await inCall();
    for (const stop of ['Stop sharing', 'Stop']) {
      await press(world, 'Share screen');
      await screen.findByText('You are sharing your screen');
      await press(world, stop);
      expect(screen.queryByText('You are sharing your screen')).toBeNull();
    }
    expect(world.navigator.screens.map(({ stopped }) => stopped)).toEqual([true, true]);
  });

  it("ends with the browser's own button", async () => {
    const world = await inCall();
    await press(world, 'Share screen');
    await world.do(() => world.navigator.screens[0]?.dispatchEvent(new Event('ended')));
    await button('Share screen');
  });

  it('is not offered where browsers cannot', async () => {
    const world = new World();
    Reflect.deleteProperty(world.navigator.mediaDevices, 'getDisplayMedia');
    await inCall(world);
    gone('Share screen');
  });

  it('says when it did not work', async () => {
    const world = await inCall();
    world.navigator.screenFailure = 'NotReadableError';
    await press(world, 'Share screen');
    expect(screen.getByText('The screen could not be shared')).toBeDefined();
    await button('Share screen');
  });
});

describe('the screen of someone else', () => {
  it('is shown beside their camera, which stays where it was', async () => {
    const world = await inCall();
    const camera = document.querySelector('[data-participant]');
    await benShares(world, 'recvonly');
    const shared = await screen.findByLabelText('Screen of Ben', { selector: 'video' });
    expect(shared.dataset).toMatchObject({ share: BEN.id });
    expect(shared.dataset.participant).toBeUndefined();
    expect(document.querySelector('[data-participant]')).toBe(camera);
    await benShares(world, 'inactive');
    expect(screen.queryByLabelText('Screen of Ben')).toBeNull();
  });

  it('can be shown in its own size', async () => {
    const world = await inCall();
    await benShares(world, 'recvonly');
    const shared = await screen.findByLabelText('Screen of Ben', { selector: 'video' });
    Object.defineProperties(shared, { videoWidth: { value: 1600 }, videoHeight: { value: 900 } });
    Object.defineProperties(shared.parentElement, { clientWidth: { value: 800 }, clientHeight: { value: 600 } });
    await press(world, 'Actual size');
    expect(shared.style.width).toBe('200%');
    await press(world, 'Fit to window');
    expect(shared.style.width).toBe('100%');
    await button('Actual size');
  });

  it('shrinks by the wheel down to the whole, also where its own size is smaller', async () => {
    const world = await inCall();
    await benShares(world, 'recvonly');
    const shared = await screen.findByLabelText('Screen of Ben', { selector: 'video' });
    const view = shared.parentElement;
    if (view === null) throw new Error('no view');
    Object.defineProperties(shared, { videoWidth: { value: 400 }, videoHeight: { value: 300 } });
    Object.defineProperties(view, { clientWidth: { value: 800 }, clientHeight: { value: 600 } });
    await press(world, 'Zoom in');
    fireEvent.wheel(view, { deltaY: 2000 });
    expect(shared.style.width).toBe('100%');
    await press(world, 'Actual size');
    expect(shared.style.width).toBe('50%');
    fireEvent.wheel(view, { deltaY: 100 });
    expect(shared.style.width).toBe('50%');
    fireEvent.wheel(view, { deltaY: -100 });
    expect(Number.parseFloat(shared.style.width)).toBeCloseTo(61, 0);
  });

  it('grows and shrinks by buttons, up to a limit and down to the whole', async () => {
    const world = await inCall();
    await benShares(world, 'recvonly');
    const width = async () =>
      Number.parseFloat((await screen.findByLabelText('Screen of Ben', { selector: 'video' })).style.width);
    const isOff = async (name: string) => (await button(name)).getAttribute('aria-disabled') === 'true';
    expect([await width(), await isOff('Zoom out')]).toEqual([100, true]);
    await press(world, 'Zoom in');
    expect([await width(), await isOff('Zoom out')]).toEqual([150, false]);
    for (let presses = 0; presses < 7; presses += 1) await press(world, 'Zoom in');
    expect([await width(), await isOff('Zoom in')]).toEqual([800, true]);
    for (let presses = 0; presses < 7; presses += 1) await press(world, 'Zoom out');
    expect([await width(), await isOff('Zoom out')]).toEqual([100, true]);
  });
});

describe('what the own screen shows', () => {
  it('is text or motion, whichever one says, and stays so for the next screen', async () => {
    const world = await inCall();
    await press(world, 'Share screen');
    expect((await screen.findByRole<HTMLInputElement>('radio', { name: 'Sharp text' })).checked).toBe(true);
    await world.user.click(screen.getByRole('radio', { name: 'Smooth motion' }));
    expect(world.navigator.screens[0]?.contentHint).toBe('motion');
    const [connection] = world.connections;
    await world.answer();
    expect(connection?.transceivers[2]?.sender.encoding.maxFramerate).toBe(30);
    await press(world, 'Stop');
    await press(world, 'Share screen');
    expect(world.navigator.screens[1]?.contentHint).toBe('motion');
  });
});
