import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BEN, World } from '../testing/world';

const CARA = { ...BEN, id: 'c7n2c5d8f1g4h6j9l0s3eq', name: 'Cara' };

const button = (name: string) => screen.findByRole('button', { name });

async function press(world: World, ...names: string[]): Promise<void> {
  for (const name of names) {
    await world.user.click(await button(name));
    await world.answer();
  }
}

async function inCall(...others: object[]): Promise<World> {
  const world = new World();
  world.participants = others;
  await world.open('/c/tea').serve();
  await press(world, 'Join call');
  await button('Leave');
  await world.do(() => {
    for (const connection of world.connections) {
      connection.become('connected');
      connection.channel.open();
    }
  });
  return world;
}

const tile = (name: string) => {
  const label = name === 'You' ? 'Your camera' : `Video of ${name}`;
  const found = screen.getByLabelText(label).closest('li');
  if (found === null) throw new Error(`no tile of ${name}`);
  return found;
};
const small = (name: string) => tile(name).dataset.small !== undefined;
const hears = (world: World, index: number, message: object) =>
  world.do(() => world.connections[index]?.channel.onmessage?.({ data: JSON.stringify(message) }));
const said = (world: World, index: number) =>
  world.connections[index]?.channel.sent.map((text) => JSON.parse(text) as { type: string }) ?? [];

describe('layouts', () => {
  it('pins with the digits, a click in the strip, and the button; 0 lets go', async () => {
    const world = await inCall(BEN, CARA);
    expect([small('Ben'), small('Cara')]).toEqual([false, false]);
    await world.user.keyboard('2');
    expect([small('Ben'), small('Cara')]).toEqual([true, false]);
    await world.user.click(tile('Ben'));
    expect([small('Ben'), small('Cara')]).toEqual([false, true]);
    await world.user.keyboard('0');
    expect(small('Cara')).toBe(false);
    await world.user.dblClick(tile('Cara'));
    expect(small('Ben')).toBe(true);
    await press(world, 'No longer keep Cara large');
    expect(small('Ben')).toBe(false);
  });

  it('shows the one who talks large, and remembers that this is wanted', async () => {
    const world = await inCall(BEN, CARA);
    await press(world, 'More', 'Speaker');
    expect(world.preferences.read().layout).toBe('speaker');
    expect([small('Ben'), small('Cara')]).toEqual([false, true]);
    const receiver = world.connections[1]?.transceivers.find(
      ({ receiver }) => receiver.track.kind === 'audio',
    )?.receiver;
    if (receiver === undefined) throw new Error('no receiver');
    receiver.level = 0.2;
    await world.wait(200);
    expect(tile('Cara').querySelector('[data-talking]')).not.toBeNull();
    expect(tile('Ben').querySelector('[data-talking]')).toBeNull();
    await world.wait(2000);
    expect([small('Ben'), small('Cara')]).toEqual([true, false]);
    receiver.level = 0;
    await world.wait(1000);
    expect(tile('Cara').querySelector('[data-talking]')).toBeNull();
    expect(small('Cara')).toBe(false);
  });

  it('hides the own picture, also in the next call, until it is shown again', async () => {
    const world = await inCall(BEN);
    await press(world, 'Hide my picture');
    expect(screen.queryByLabelText('Your camera')).toBeNull();
    expect(world.preferences.read().ownHidden).toBe(true);
    await press(world, 'More', 'Show my picture');
    expect(tile('You').dataset.own).toBe('corner');
  });

  it('moves the own picture by key, and keeps to the corner', async () => {
    const world = await inCall(BEN);
    (await button('Move my picture')).focus();
    await world.user.keyboard('{ArrowUp}{ArrowLeft}');
    expect(world.preferences.read().corner).toBe('top-left');
    await press(world, 'Move my picture');
    expect(world.preferences.read().corner).toBe('top-right');
  });
});

describe('one other person', () => {
  it('is heard as loud as one wants, here alone', async () => {
    const world = await inCall(BEN, CARA);
    const video = screen.getByLabelText<HTMLVideoElement>('Video of Ben');
    await press(world, 'Options for Ben', 'Mute for me');
    expect(video.muted).toBe(true);
    expect(screen.getByText('Ben is muted for you')).toBeTruthy();
    expect(screen.getByLabelText<HTMLVideoElement>('Video of Cara').muted).toBe(false);
    await press(world, 'Options for Ben');
    const slider = screen.getByRole<HTMLInputElement>('slider', { name: 'Volume of Ben' });
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(slider, '30');
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    expect(video.muted).toBe(false);
    expect(video.volume).toBeCloseTo(0.3);
  });
});

describe('gestures', () => {
  it('a hand goes up with H, is told to all, and numbered on the tiles', async () => {
    const world = await inCall(BEN, CARA);
    await hears(world, 1, { type: 'hand', raised: true, age: 0 });
    expect(await screen.findByText('Cara raised a hand')).toBeTruthy();
    await world.wait(100);
    await world.user.keyboard('h');
    expect(within(tile('Cara')).getByText('Cara: hand raised, number 1')).toBeTruthy();
    expect(within(tile('You')).getByText('You: hand raised, number 2')).toBeTruthy();
    for (const index of [0, 1]) expect(said(world, index)).toContainEqual({ type: 'hand', raised: true, age: 0 });
    await press(world, 'Lower hand');
    expect(within(tile('You')).queryByText(/hand raised/)).toBeNull();
    await button('Raise hand');
  });

  it('a reaction goes up from the tile and is gone after a while', async () => {
    const world = await inCall(BEN);
    await press(world, 'React', 'Applause');
    expect(said(world, 0)).toContainEqual({ type: 'reaction', emoji: '👏' });
    await hears(world, 0, { type: 'reaction', emoji: '🎉' });
    expect(within(tile('Ben')).getByRole('img', { name: 'Ben: Celebrating' })).toBeTruthy();
    expect(within(tile('You')).getByRole('img', { name: 'You: Applause' })).toBeTruthy();
    await world.wait(4100);
    expect(screen.queryByRole('img', { name: /Applause|Celebrating/ })).toBeNull();
  });
});
