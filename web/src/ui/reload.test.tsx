import { screen } from '@testing-library/react';
import { beforeAll, describe, expect, it } from 'vitest';
import { BEN, World } from '../testing/world';

const ANA = { ...BEN, id: 'k3v9m2x7q4w8z1t6r5y0pa', name: 'Ana' };
const RESUME = 'cjR0WmJ2SzlXcExxTTN4TjdZZEhzVWdGMmtKYUNvRWk';
const snapshot = (...participants: object[]) => ({
  resumed: true,
  snapshotSeq: 30,
  snapshot: { call: 'tea', you: ANA.id, role: 'guest', participants },
});
const button = (name: string) => screen.findByRole('button', { name });

async function press(world: World, name: string): Promise<void> {
  await world.user.click(await button(name));
  await world.answer();
}

async function inCall(): Promise<World> {
  const world = new World();
  world.participants = [BEN];
  await world.open('/c/tea').serve();
  await world.user.type(await screen.findByRole('textbox', { name: 'Your name' }), 'Ana');
  await press(world, 'Join call');
  await button('Leave');
  return world;
}

beforeAll(() => import('./CallPage'));

describe('a page that is loaded again', () => {
  it('takes its session up and is back in the call without a question', async () => {
    const world = await inCall();
    await world.reload('/c/tea');
    expect(await screen.findByRole('heading', { name: 'Coming back to the call…' })).toBeTruthy();
    world.server.open();
    expect(world.server.taken().at(-1)).toMatchObject({ type: 'hello', resume: RESUME, lastSeq: 0 });
    await world.serve(snapshot(BEN, ANA));
    expect(await screen.findByLabelText('Video of Ben')).toBeTruthy();
    expect(world.connections).toHaveLength(1);
    expect(world.connections[0]?.configuration.iceServers).not.toEqual([]);
    expect(world.navigator.tracks.map(({ kind, enabled }) => [kind, enabled])).toEqual([
      ['audio', true],
      ['video', true],
    ]);
  });

  it('offers to everyone, those who came later included', async () => {
    const world = await inCall();
    await world.reload('/c/tea');
    world.heard.splice(0);
    await world.serve(snapshot(ANA, BEN, { ...BEN, id: 'cleo', name: 'Cleo' }));
    const offers = world.heard.filter(({ type }) => type === 'createOffer').map(({ to }) => to);
    expect(offers).toEqual([BEN.id, 'cleo']);
  });

  it('stays muted, from the first sample, and keeps the camera off', async () => {
    const world = await inCall();
    await press(world, 'Mute microphone');
    await press(world, 'Turn camera off');
    const enabled: boolean[] = [];
    await world.reload('/c/tea');
    await world.serve(snapshot(BEN, ANA));
    enabled.push(...world.navigator.tracks.map((track) => track.enabled));
    expect(enabled).toEqual([false]);
    expect(await button('Unmute microphone')).toBeTruthy();
    expect(await button('Turn camera on')).toBeTruthy();
  });

  it('joins anew under the same name when the server knows the session no more', async () => {
    const world = await inCall();
    await world.reload('/c/tea');
    await world.serve({ participant: 'new' });
    expect(await button('Leave')).toBeTruthy();
    expect(world.preferences.read().name).toBe('Ana');
  });

  it('a call that ended meanwhile says so', async () => {
    const world = await inCall();
    await world.reload('/c/tea');
    world.refusals.set('joinCall', 'call.ended');
    await world.serve({ resumed: true, snapshotSeq: 30 });
    expect(await screen.findByRole('heading', { name: 'This call has ended' })).toBeTruthy();
    expect(world.navigator.tracks.every(({ stopped }) => stopped)).toBe(true);
  });

  it('asks again after leaving', async () => {
    const world = await inCall();
    await press(world, 'Leave');
    await world.reload('/c/tea');
    await world.serve();
    expect(await button('Join call')).toBeTruthy();
  });

  it.each([
    ['another call', '/c/coffee', 0],
    ['minutes later', '/c/tea', 121_000],
  ])('asks again for %s', async (_, path, later) => {
    const world = await inCall();
    await world.reload('/');
    world.now += later;
    await world.reload(path);
    await world.serve();
    expect(await button('Join call')).toBeTruthy();
  });
});

describe('a call taken over by another tab', () => {
  it('lets go of devices and connections here, and forgets the way back', async () => {
    const world = await inCall();
    await world.do(() => {
      world.server.serverSends({ type: 'fatal', code: 'session.taken_over', message: '' });
      world.server.flush();
    });
    expect(world.navigator.tracks.every(({ stopped }) => stopped)).toBe(true);
    expect(world.connections.map(({ connectionState }) => connectionState)).toEqual(['closed']);
    await world.reload('/c/tea');
    await world.serve();
    expect(await button('Join call')).toBeTruthy();
  });

  it('is taken back with devices and offers', async () => {
    const world = await inCall();
    await world.do(() => {
      world.server.serverSends({ type: 'fatal', code: 'session.taken_over', message: '' });
      world.server.flush();
    });
    await press(world, 'Use this tab');
    await world.serve(snapshot(BEN, ANA));
    expect(await screen.findByLabelText('Video of Ben')).toBeTruthy();
    expect(world.navigator.tracks.filter(({ stopped }) => !stopped)).toHaveLength(2);
    expect(world.connections.filter(({ connectionState }) => connectionState !== 'closed')).toHaveLength(1);
  });
});
