import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../testing/fakeClock';
import { AdminDesk } from '../desk';
import type { Call, Delivery, Overview, Webhook } from '../model';
import { AdminView } from './AdminView';

const AT = '2026-11-21T20:00:00.123456789Z';

const quiet: Overview = {
  at: AT,
  startedAt: '2026-11-21T17:00:00Z',
  version: '0.1.0',
  draining: false,
  counts: {
    calls: { scheduled: 0, open: 0, waiting: 0, live: 0, lingering: 0 },
    participants: 0,
    sessions: 0,
    connections: 0,
  },
  relay: { allocations: { udp: 0, tcp: 0, tls: 0 }, otherAllocations: 0, bitsPerSecond: 0 },
  calls: [],
  callsNotShown: 0,
  errors: [],
};

const call = (number: number): Call => ({
  handle: `handle${number}`,
  idEnd: 'klmn',
  title: `Choir ${number}`,
  createdAt: '2026-11-21T19:50:00Z',
  state: 'live',
  draining: false,
  participants: ['Ana', `Ben ${number}`].map((name) => ({
    name,
    connected: true,
    allocations: [{ transport: 'udp', bitsPerSecond: 900_000 }],
  })),
});

const failing: Webhook = {
  id: 'wh_1',
  url: 'https://example.org/tincan',
  events: ['call.started', 'call.ended'],
  createdAt: '2026-11-21T17:00:00Z',
  failingSince: '2026-11-21T19:55:00Z',
  waiting: 1,
  key: { id: 'mnopqrstuvwx', name: 'appointments' },
};

const refusedOnce: Delivery = {
  id: 'evt_1',
  event: 'call.started',
  state: 'pending',
  createdAt: '2026-11-21T19:55:00Z',
  nextAttemptAt: '2026-11-21T20:04:30Z',
  attempts: [{ at: '2026-11-21T19:55:00Z', durationMillis: 12, status: 503, answer: '<b>said 503</b>' }],
};

/** A server that is asked over fetch, and what it was asked. */
class World {
  overview: Overview = quiet;
  webhooks: Webhook[] = [];
  status = 200;
  readonly asked: string[] = [];
  readonly clock = new FakeClock();
  readonly tab = window.sessionStorage;
  readonly user = userEvent.setup();
  readonly desk = new AdminDesk({
    clock: this.clock,
    fetch: this.#fetch.bind(this),
    tab: this.tab,
    isVisible: () => true,
  });

  open(): this {
    this.desk.start();
    render(<AdminView desk={this.desk} />);
    return this;
  }

  async signIn(): Promise<this> {
    this.open();
    await this.user.type(screen.getByLabelText('Admin key'), 'tin_secret');
    await this.user.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('heading', { name: 'Administration' });
    return this;
  }

  async #fetch(url: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const path = String(url).replace('/api/v1/admin', '');
    this.asked.push(`${init?.method} ${path.replace(/\?.*/, '')}`);
    expect(new Headers(init?.headers).get('authorization')).toBe('Bearer tin_secret');
    expect(path).not.toContain('tin_');
    if (this.status === 0) throw new TypeError('no network');
    if (this.status !== 200)
      return Response.json({ code: 'x', detail: 'Words of the server.' }, { status: this.status });
    if (path === '/overview') return Response.json(this.overview);
    if (path.startsWith('/history')) return Response.json({ everySeconds: 10, samples: [] });
    if (path === '/keys' && init?.method === 'GET') {
      const key = { id: 'abcdefghijkl', name: 'me', admin: true, createdAt: AT };
      return Response.json({ keys: [key], yours: key.id });
    }
    if (path === '/keys') {
      const made = { id: 'mnopqrstuvwx', name: 'appointments', admin: false, createdAt: AT, key: 'tin_shown_once' };
      return Response.json(made, { status: 201 });
    }
    if (path === '/webhooks') return Response.json({ webhooks: this.webhooks, webhooksNotShown: 0 });
    if (path.endsWith('/deliveries')) return Response.json({ deliveries: [refusedOnce] });
    if (path.endsWith('/test')) {
      return Response.json({ at: AT, durationMillis: 9, status: 500, answer: 'no', delivered: false });
    }
    return new Response(null, { status: 204 });
  }
}

afterEach(() => {
  cleanup();
  window.sessionStorage.clear();
});

describe('the view of the administrator', () => {
  it('opens with a key, which stays in the tab until one signs out', async () => {
    const world = await new World().signIn();
    expect(world.tab.getItem('tincan.admin')).toBe('tin_secret');
    expect(screen.getByText(/No calls now/)).toBeTruthy();
    await world.user.click(screen.getByRole('button', { name: 'Sign out' }));
    expect(world.tab.getItem('tincan.admin')).toBeNull();
    expect(screen.getByLabelText('Admin key')).toBeTruthy();
  });

  it.each([
    [401, /not valid, or was revoked/],
    [403, /for other programs/],
    [0, /does not answer/],
  ])('says why a key opens nothing (%i)', async (status, words) => {
    const world = new World().open();
    world.status = status;
    await world.user.type(screen.getByLabelText('Admin key'), 'tin_secret');
    await world.user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect((await screen.findByRole('alert')).textContent).toMatch(words);
  });

  it('closes when the key is revoked meanwhile', async () => {
    const world = await new World().signIn();
    world.status = 401;
    world.clock.advance(2000);
    expect((await screen.findByText(/was revoked/)).textContent).toBeTruthy();
    expect(world.tab.getItem('tincan.admin')).toBeNull();
  });

  it('says that what it shows is old while the server does not answer', async () => {
    const world = await new World().signIn();
    world.status = 0;
    world.clock.advance(2000);
    await screen.findByText(/What you see is old/);
    world.status = 200;
    world.clock.advance(2000);
    await waitFor(() => expect(screen.queryByText(/What you see is old/)).toBeNull());
  });

  it('ends a call after asking', async () => {
    const world = new World();
    world.overview = { ...quiet, calls: [call(1)] };
    await world.signIn();
    expect(screen.getByText('Relayed over UDP, 1.8 Mbit/s')).toBeTruthy();
    await world.user.click(screen.getByRole('button', { name: 'End call' }));
    await world.user.click(screen.getByRole('button', { name: 'End for everyone' }));
    await waitFor(() => expect(world.asked).toContain('POST /calls/handle1/end'));
  });

  it('finds one of many calls by a person', async () => {
    const world = new World();
    world.overview = { ...quiet, calls: Array.from({ length: 50 }, (_, i) => call(i)) };
    await world.signIn();
    await world.user.type(screen.getByRole('searchbox', { name: 'Find a call' }), 'ben 49');
    const calls = within(screen.getByRole('region', { name: 'Calls' }));
    expect(calls.getAllByText(/^Choir/)).toHaveLength(1);
    expect(calls.getByText('Choir 49')).toBeTruthy();
  });

  it('shows a new key once', async () => {
    const world = await new World().signIn();
    await world.user.type(screen.getByRole('textbox', { name: 'Name of a new key' }), 'appointments');
    await world.user.click(screen.getByRole('button', { name: 'Create key' }));
    await screen.findByText('tin_shown_once');
    await world.user.click(screen.getByRole('button', { name: 'I have copied it' }));
    expect(screen.queryByText('tin_shown_once')).toBeNull();
  });

  it('says how one comes to a webhook while there is none', async () => {
    await new World().signIn();
    expect(screen.getByText('POST /api/v1/webhooks')).toBeTruthy();
  });

  it('shows what a webhook was sent, and sends it again', async () => {
    const world = new World();
    world.webhooks = [failing];
    await world.signIn();
    const webhooks = within(screen.getByRole('region', { name: 'Webhooks' }));
    expect(webhooks.getByText('Waits: 1')).toBeTruthy();
    expect(world.asked.join()).not.toContain('/deliveries');
    await world.user.click(webhooks.getByText('example.org/tincan'));
    await webhooks.findByText('Tried again in 4 min');
    expect(webhooks.getByText('answered 503 after 12 ms')).toBeTruthy();
    expect(webhooks.getByText('<b>said 503</b>')).toBeTruthy();
    await world.user.click(webhooks.getByRole('button', { name: 'Replay call.started' }));
    await waitFor(() => expect(world.asked).toContain('POST /webhooks/wh_1/deliveries/evt_1/replay'));
    await world.user.click(webhooks.getByText('example.org/tincan'));
    await waitFor(() => expect(webhooks.queryByText('Tried again in 4 min')).toBeNull());
  });

  it('tests a webhook and says what came of it', async () => {
    const world = new World();
    world.webhooks = [failing];
    await world.signIn();
    await world.user.click(screen.getByText('example.org/tincan'));
    await world.user.click(screen.getByRole('button', { name: 'Test' }));
    await screen.findByText(/The test did not arrive, just now: answered 500 after 9 ms/);
  });

  it('enables a webhook again, and deletes it after asking', async () => {
    const world = new World();
    world.webhooks = [{ ...failing, disabledAt: AT, disabledReason: 'The receiver answered 410 Gone.' }];
    await world.signIn();
    await world.user.click(screen.getByText('example.org/tincan'));
    await screen.findByText(/answered 410 Gone/);
    await world.user.click(screen.getByRole('button', { name: 'Enable again' }));
    await waitFor(() => expect(world.asked).toContain('POST /webhooks/wh_1/enable'));
    await world.user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(world.asked).not.toContain('DELETE /webhooks/wh_1');
    await world.user.click(screen.getByRole('button', { name: 'Delete webhook' }));
    await waitFor(() => expect(world.asked).toContain('DELETE /webhooks/wh_1'));
  });

  it('says in the words of the server why an act failed', async () => {
    const world = new World();
    world.overview = { ...quiet, calls: [call(1)] };
    await world.signIn();
    world.status = 409;
    await world.user.click(screen.getByRole('button', { name: 'Drain' }));
    await screen.findByText('Words of the server.');
  });
});
