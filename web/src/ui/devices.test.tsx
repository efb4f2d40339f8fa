import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BEN, World } from '../testing/world';

async function inCall(world = new World()): Promise<World> {
  world.participants = [BEN];
  await world.open('/c/tea').serve();
  await world.user.click(await screen.findByRole('button', { name: 'Join call' }));
  await world.answer();
  await screen.findByRole('button', { name: 'Leave' });
  await world.do(() => world.connections[0]?.become('connected'));
  return world;
}

async function openDevices({ user }: World): Promise<void> {
  await user.click(screen.getByRole('button', { name: 'More' }));
  await user.click(screen.getByRole('button', { name: 'Devices' }));
}

const live = (world: World, kind: string) => world.navigator.tracks.find((it) => it.kind === kind && !it.stopped);

async function choose(world: World, picker: string, device: string): Promise<void> {
  await world.user.selectOptions(await screen.findByLabelText(picker), device);
  await world.answer();
}

describe('devices in the call', () => {
  it('another microphone and camera are used at once, and remembered', async () => {
    const world = await inCall();
    world.heard.splice(0);
    await openDevices(world);
    const dialog = await screen.findByRole('dialog', { name: 'Devices' });
    await choose(world, 'Microphone', 'Headset');
    await choose(world, 'Camera', 'Door camera');
    expect(live(world, 'audio')?.label).toBe('Headset');
    expect(live(world, 'video')?.label).toBe('Door camera');
    expect(world.preferences.read()).toMatchObject({ microphoneId: 'audio-2', cameraId: 'video-2' });
    expect(world.heard.map(({ type }) => type)).not.toContain('updateParticipant');
    await world.user.click(within(dialog).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('muted stays muted with another microphone', async () => {
    const world = await inCall();
    await world.user.click(screen.getByRole('button', { name: 'Mute microphone' }));
    await openDevices(world);
    await choose(world, 'Microphone', 'Headset');
    expect(live(world, 'audio')).toMatchObject({ label: 'Headset', enabled: false });
    expect(screen.getByText('Your microphone is muted.')).toBeTruthy();
  });

  it('a camera that is off stays off, and is the chosen one when it comes on', async () => {
    const world = await inCall();
    await world.user.click(screen.getByRole('button', { name: 'Turn camera off' }));
    await openDevices(world);
    await choose(world, 'Camera', 'Door camera');
    expect(live(world, 'video')).toBeUndefined();
    expect(screen.getByLabelText<HTMLSelectElement>('Camera').value).toBe('video-2');
    await world.user.click(screen.getByRole('button', { name: 'Close' }));
    await world.user.click(await screen.findByRole('button', { name: 'Turn camera on' }));
    await world.answer();
    expect(live(world, 'video')?.label).toBe('Door camera');
  });

  it('a camera that is unplugged is replaced, and used again when it is back', async () => {
    const world = await inCall();
    world.heard.splice(0);
    await world.do(() => world.navigator.unplug('Desk camera'));
    expect(await screen.findByText('Desk camera is gone. You are seen through Door camera')).toBeTruthy();
    expect(live(world, 'video')?.label).toBe('Door camera');
    await world.do(() => world.navigator.plug({ kind: 'videoinput', deviceId: 'video-1', label: 'Desk camera' }));
    expect(await screen.findByText('Desk camera is back and in use again')).toBeTruthy();
    expect(live(world, 'video')?.label).toBe('Desk camera');
    expect(world.heard.map(({ type }) => type)).not.toContain('updateParticipant');
  });

  it('talking while muted is noticed, a bang is not', async () => {
    const world = await inCall();
    await world.user.click(screen.getByRole('button', { name: 'Mute microphone' }));
    world.sound.level = 0.8;
    await world.wait(400);
    world.sound.level = 0;
    await world.wait(1000);
    expect(screen.queryByText(/You are muted/)).toBeNull();
    world.sound.level = 0.8;
    await world.wait(600);
    expect(await screen.findByText(/You are muted/)).toBeTruthy();
  });

  it('a microphone without a sound is said with what to do', async () => {
    const world = await inCall();
    world.sound.silent = true;
    await world.wait(10_500);
    expect(await screen.findByText(/Check its switch, or choose another under Devices/)).toBeTruthy();
  });
});

describe('the keyboard in the call', () => {
  async function muted(): Promise<World> {
    const world = await inCall();
    await world.user.keyboard('m');
    await screen.findByRole('button', { name: 'Unmute microphone' });
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return world;
  }
  const heard = (world: World) => live(world, 'audio')?.enabled;

  it('Space is heard for as long as it is held', async () => {
    const world = await muted();
    await world.user.keyboard('{ >}');
    expect(heard(world)).toBe(true);
    await world.user.keyboard('{/ }');
    expect(heard(world)).toBe(false);
    expect(world.preferences.read().microphone).toBe(false);
  });

  it('nobody is heard once the window has lost the focus', async () => {
    const world = await muted();
    await world.user.keyboard('{ >}');
    await world.do(() => window.dispatchEvent(new Event('blur')));
    expect(heard(world)).toBe(false);
  });

  it('Space on a button or in a text is no push to talk', async () => {
    const world = await muted();
    screen.getByRole('button', { name: 'More' }).focus();
    await world.user.keyboard('{ >}');
    expect(heard(world)).toBe(false);
    await world.user.keyboard('{/ }{Escape}');
  });

  it('nothing happens with modifiers', async () => {
    const world = await inCall();
    await world.user.keyboard('{Control>}m{/Control}{Meta>}v{/Meta}');
    expect(await screen.findByRole('button', { name: 'Mute microphone' })).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'Turn camera off' })).toBeTruthy();
  });

  it('? lists the shortcuts', async () => {
    const world = await inCall();
    await world.user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(dialog).getByText('Space')).toBeTruthy();
  });
});
