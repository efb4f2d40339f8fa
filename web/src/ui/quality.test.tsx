import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { FakeRtc } from '../testing/fakeRtc';
import { BEN, World } from '../testing/world';
// Loaded beforehand, or the first test would wait for it.
import '../app/quality';
import './QualityMark';
import './StatisticsDialog';

interface Call {
  world: World;
  connection: FakeRtc;
}

async function connected(relayed = false): Promise<Call> {
  const world = new World();
  world.participants = [BEN];
  await world.open('/c/tea').serve();
  await world.user.click(await screen.findByRole('button', { name: 'Join call' }));
  await world.answer();
  const [connection] = world.connections;
  if (connection === undefined) throw new Error('no connection');
  connection.relayed = relayed;
  await world.do(() => connection.become('connected'));
  await world.do(() => connection.channel.open());
  await world.wait(1000);
  await vi.dynamicImportSettled();
  return { world, connection };
}

let packets = 0;

/** Seconds in which some of Ben's packets get lost. */
async function seconds({ world, connection }: Call, count: number, loss: number): Promise<void> {
  for (let half = 0; half < 2 * count; half += 1) {
    packets += 50;
    const row = { type: 'inbound-rtp', kind: 'audio', bytesReceived: 100 * packets };
    const before = connection.rows[0] ?? { packetsReceived: 0, packetsLost: 0 };
    connection.rows = [
      {
        id: 'audio',
        ...row,
        packetsReceived: Number(before.packetsReceived) + 50 * (1 - loss),
        packetsLost: Number(before.packetsLost) + 50 * loss,
      },
    ];
    await world.wait(500);
  }
  await vi.dynamicImportSettled();
}

const mark = () => screen.findByRole('button', { name: /^Connection with Ben/ });
const tells = ({ world, connection }: Call, message: object) =>
  world.do(() => connection.channel.onmessage?.({ data: JSON.stringify(message) }));

describe('the mark of a connection', () => {
  it('says that it is good', async () => {
    const call = await connected();
    await seconds(call, 3, 0);
    expect((await mark()).getAttribute('aria-label')).toBe('Connection with Ben: Good');
  });

  it('says that it is relayed', async () => {
    const call = await connected(true);
    await seconds(call, 3, 0);
    expect((await mark()).getAttribute('aria-label')).toBe('Connection with Ben: Good, over relay');
  });

  it('says whose network it is, and says it aloud when it lasts', async () => {
    const call = await connected();
    await seconds(call, 3, 0);
    await seconds(call, 8, 0.1);
    expect((await mark()).textContent).toBe('Weak');
    await tells(call, { type: 'network', state: 'weak' });
    await vi.dynamicImportSettled();
    expect((await mark()).textContent).toBe('Weak: their network');
    const notes = () => screen.getAllByRole('status').map(({ textContent }) => textContent);
    expect(notes().join()).not.toContain('not good');
    await seconds(call, 12, 0.1);
    expect(notes()).toContain('The connection with Ben is not good. Weak: their network.');
    await seconds(call, 10, 0);
    expect((await mark()).textContent).toBe('Good');
    expect(notes().join()).not.toContain('not good');
  });
});

describe('the numbers', () => {
  it('open with the mark or with S, and can be copied without names', async () => {
    const call = await connected();
    await seconds(call, 3, 0);
    await call.world.user.keyboard('s');
    const dialog = await screen.findByRole('dialog', { name: 'Connections' });
    const from = within(dialog).getByRole('region', { name: 'From Ben' });
    expect(from.textContent).toContain('Data80 kbit/s');
    expect(from.textContent).toContain('Lost0 %');
    expect(within(from).getAllByRole('img', { name: '0 % to 0 % in the last two minutes' })).toHaveLength(1);
    await call.world.user.click(within(dialog).getByRole('button', { name: 'Copy for a bug report' }));
    await within(dialog).findByRole('button', { name: 'Copied' });
    const copied = await navigator.clipboard.readText();
    expect(JSON.parse(copied).people).toHaveLength(1);
    expect(copied).not.toContain('Ben');
    expect(copied).not.toContain(BEN.id);

    await call.world.user.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    await call.world.user.click(await mark());
    await screen.findByRole('dialog', { name: 'Connections' });
  });

  it('tell of the own network', async () => {
    const call = await connected();
    const ice = { iceServers: [{ urls: ['turn:call.example:3478'] }], expiresAt: '2026-11-21T10:00:00Z' };
    await call.world.says('iceServers', ice);
    call.world.link = { packets: 160, loss: 0.05, roundTripMillis: 24.2, fastestMillis: 20 };
    await seconds(call, 3, 0);
    await call.world.user.keyboard('s');
    const dialog = await screen.findByRole('dialog', { name: 'Connections' });
    const own = within(dialog).getByRole('region', { name: 'Your own network' });
    expect(own.textContent).toContain('Not measured yet');
    await seconds(call, 2, 0);
    expect(own.textContent).toContain('Weak. 24 ms to the server and back, 5.0 % lost, measured');
  });

  it('say that they come when somebody does', async () => {
    const world = new World();
    await world.open('/c/tea').serve();
    await world.user.click(await screen.findByRole('button', { name: 'Join call' }));
    await world.answer();
    await world.user.keyboard('s');
    await screen.findByText('There are numbers as soon as someone is here.');
  });
});
