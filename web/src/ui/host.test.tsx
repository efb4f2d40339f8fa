import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { BEN, World } from '../testing/world';

const button = (name: string) => screen.findByRole('button', { name });

async function press(world: World, name: string): Promise<void> {
  await world.user.click(await button(name));
  await world.answer();
}

async function hosting(): Promise<World> {
  const world = new World();
  world.participants = [BEN];
  world.role = 'host';
  await world.open('/c/tea').serve();
  await press(world, 'Join call');
  await button('Leave');
  return world;
}

const heard = (world: World, type: string) => world.heard.filter((frame) => frame.type === type);

describe('a host', () => {
  it('lets in who waits, one or all', async () => {
    const world = await hosting();
    await world.says('knocked', { participant: 'cara', name: 'Cara' });
    expect(await screen.findByText('Cara is waiting to be let in')).toBeTruthy();
    await press(world, 'Let in Cara');
    expect(heard(world, 'admit')).toMatchObject([{ body: { participant: 'cara' } }]);
    await world.says('knocked', { participant: 'dan', name: 'Dan' });
    await press(world, 'Let all in');
    expect(heard(world, 'admitAll')).toHaveLength(1);
    await press(world, 'Turn away Dan');
    expect(heard(world, 'deny')).toMatchObject([{ body: { participant: 'dan' } }]);
  });

  it('has a menu for each person', async () => {
    const world = await hosting();
    for (const [item, type] of [
      ['Mute Ben', 'muteParticipant'],
      ['Turn off camera of Ben', 'muteParticipant'],
      ['Make host', 'setRole'],
    ] as const) {
      const before = heard(world, type).length;
      await press(world, 'Options for Ben');
      await press(world, item);
      expect(heard(world, type)).toHaveLength(before + 1);
    }
  });

  it('is asked before somebody is removed', async () => {
    const world = await hosting();
    await press(world, 'Options for Ben');
    await press(world, 'Remove and block');
    expect(heard(world, 'removeParticipant')).toHaveLength(0);
    await world.user.click(await screen.findByRole('button', { name: 'Remove and block', hidden: false }));
    await world.answer();
    expect(heard(world, 'removeParticipant')).toMatchObject([{ body: { participant: BEN.id, block: true } }]);
  });

  it('locks the call, and everybody sees it', async () => {
    const world = await hosting();
    await press(world, 'More');
    await press(world, 'Lock call');
    expect(heard(world, 'lockCall')).toMatchObject([{ body: { locked: true } }]);
    await world.says('callUpdated', { call: 'tea', locked: true });
    expect(screen.getByText('Locked')).toBeTruthy();
  });
});

describe('who waits', () => {
  it('is told so, may give up, and hears the answer', async () => {
    const world = new World();
    world.pending = true;
    await world.open('/c/tea').serve();
    await press(world, 'Join call');
    expect(screen.getByText(/Waiting for someone to let you in/)).toBeTruthy();
    await press(world, 'Cancel request');
    expect(heard(world, 'leaveCall')).toHaveLength(1);
    await press(world, 'Join call');
    await world.says('error', { code: 'call.denied', message: '' });
    await screen.findByRole('heading', { name: 'You were not let in' });
  });
});
