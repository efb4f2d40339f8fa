import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { World } from '../testing/world';

beforeEach(() => {
  localStorage.clear();
  // happy-dom knows no list of zones.
  vi.spyOn(Intl, 'supportedValuesOf').mockReturnValue(['America/New_York', 'Europe/Berlin']);
});
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
  sessionStorage.clear();
});

const NOW = Date.parse('2026-10-17T08:00:00Z');
const requests: { path: string; method: string | undefined; headers: unknown; body: unknown }[] = [];

async function world(path: string) {
  const world = new World();
  world.now = NOW;
  requests.length = 0;
  world.http = async (address, request) => {
    requests.push({
      path: address,
      method: request.method,
      headers: request.headers,
      body: request.body === undefined ? undefined : JSON.parse(String(request.body)),
    });
    if (address.endsWith('/invitations') && request.method === 'GET')
      return Response.json({ status: 503, code: 'mail.off', detail: 'No mail.' }, { status: 503 });
    return Response.json({}, { headers: { etag: '"2"' } });
  };
  return world.open(path).serve();
}

async function fill(user: World['user'], label: string, text: string) {
  const field = await screen.findByLabelText(label);
  await user.clear(field);
  await user.type(field, text);
}

async function scheduled() {
  const page = await world('/');
  await page.user.click(await screen.findByRole('button', { name: 'Schedule' }));
  await fill(page.user, 'Title', 'Choir');
  await fill(page.user, 'Date', '2026-10-19');
  await fill(page.user, 'Time', '09:30');
  await page.user.selectOptions(screen.getByLabelText('Time zone'), 'Europe/Berlin');
  await page.user.selectOptions(screen.getByLabelText('Repeats'), 'WEEKLY');
  await page.user.click(screen.getByRole('button', { name: 'Schedule call' }));
  await page.answer();
  return page;
}

test('a call is scheduled and stays in the list', async () => {
  const page = await scheduled();
  expect(page.heard.find(({ type }) => type === 'createCall')?.body).toEqual({
    title: 'Choir',
    startsAt: '2026-10-19T07:30:00Z',
    zone: 'Europe/Berlin',
    lengthMinutes: 30,
    recurrence: 'FREQ=WEEKLY',
    lobby: false,
  });
  expect(await screen.findByRole('heading', { name: 'Choir' })).toBeTruthy();
  expect(screen.getByLabelText('Link for your guests')).toHaveProperty(
    'value',
    'https://call.example/c/mkqt-rwzbnv-hdpc',
  );
  expect((screen.getByLabelText('Your link as the host') as HTMLInputElement).value).toContain('#host=');
  expect(screen.queryByText('Invite by mail')).toBeNull();

  await page.user.click(screen.getByRole('button', { name: 'Back to start' }));
  const list = await screen.findByRole('region', { name: 'Upcoming calls' });
  expect(within(list).getByText('Choir')).toBeTruthy();
});

test('a change goes out with the key of the host and the revision it is made to', async () => {
  const page = await scheduled();
  await page.user.click(await screen.findByRole('button', { name: 'Change' }));
  await fill(page.user, 'Title', 'Choir, low voices');
  await page.user.click(screen.getByRole('button', { name: 'Save changes' }));
  expect(await screen.findByRole('heading', { name: 'Choir, low voices' })).toBeTruthy();
  const change = requests.find(({ method }) => method === 'PATCH');
  expect(change?.path).toBe('/api/v1/calls/mkqt-rwzbnv-hdpc');
  expect(change?.headers).toMatchObject({ 'if-match': '"1"', authorization: expect.stringMatching(/^Bearer \S{43}$/) });
  expect(change?.body).toMatchObject({ title: 'Choir, low voices', recurrence: 'FREQ=WEEKLY' });

  await page.user.click(screen.getByRole('button', { name: 'Cancel call' }));
  await page.user.click(screen.getByRole('button', { name: 'Yes, cancel it' }));
  expect(await screen.findByText('Canceled')).toBeTruthy();
  expect(requests.find(({ method }) => method === 'DELETE')?.headers).toMatchObject({ 'if-match': '"2"' });
  await page.user.click(screen.getByRole('button', { name: 'Remove from this list' }));
  expect(screen.queryByRole('region', { name: 'Upcoming calls' })).toBeNull();
});

test('what was typed is still there when the server refuses it', async () => {
  const page = await world('/schedule');
  page.refusals.set('createCall', 'call.rate_limited');
  await fill(page.user, 'Title', 'Choir');
  await page.user.click(screen.getByRole('button', { name: 'Schedule call' }));
  await page.answer();
  expect((await screen.findByRole('alert')).textContent).toContain('Wait a minute');
  expect(screen.getByLabelText('Title')).toHaveProperty('value', 'Choir');
});

test('the form says what becomes of a time that the clocks skip or show twice', async () => {
  const page = await world('/schedule');
  await page.user.selectOptions(await screen.findByLabelText('Time zone'), 'Europe/Berlin');
  await fill(page.user, 'Date', '2027-03-28');
  await fill(page.user, 'Time', '02:30');
  expect(screen.getByText(/skip 02:30/)).toBeTruthy();
  await fill(page.user, 'Date', '2027-10-31');
  expect(screen.getByText(/02:30 twice/)).toBeTruthy();
});

test('one entry that cannot be read costs no other', async () => {
  localStorage.setItem('tincan-call:broken', '{');
  const page = await scheduled();
  await page.user.click(screen.getByRole('button', { name: 'Back to start' }));
  expect(await screen.findByText('Choir')).toBeTruthy();
  expect(localStorage.getItem('tincan-call:broken')).toBe('{');
});
