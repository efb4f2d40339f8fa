import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { BEN, World } from '../testing/world';

const button = (name: string) => screen.findByRole<HTMLButtonElement>('button', { name }, { timeout: 10_000 });

async function press(world: World, name: string): Promise<void> {
  await world.user.click(await button(name));
  await world.answer();
}

class Call {
  readonly world = new World();

  async begin(): Promise<this> {
    this.world.participants = [BEN];
    await this.world.open('/c/tea').serve();
    await press(this.world, 'Join call');
    await button('Leave');
    await act(async () => this.#channel.open());
    return this;
  }

  get #channel() {
    const [connection] = this.world.connections;
    if (connection === undefined) throw new Error('no connection');
    return connection.channel;
  }

  async benSays(message: unknown): Promise<void> {
    await act(async () => this.#channel.onmessage?.({ data: JSON.stringify({ type: 'record', message }) }));
  }

  said(type: string): { id: string } | undefined {
    return this.#channel.sent
      .map((text) => JSON.parse(text))
      .filter(({ type: all, message }) => all === 'record' && message.type === type)
      .at(-1)?.message;
  }
}

describe('the call record', { timeout: 30_000 }, () => {
  it('asks the other side, and says what came of it', async () => {
    const call = await new Call().begin();
    await press(call.world, 'Call record');
    await press(call.world, 'Ask Ben for their record');
    await screen.findByText('Waiting for Ben to answer…');
    expect((await button('Ask Ben for their record')).disabled).toBe(true);
    await call.benSays({ type: 'declined', id: call.said('asked')?.id });
    await screen.findByText('Ben did not share it.');
    expect((await button('Ask Ben for their record')).disabled).toBe(false);
  });

  it('S78: is asked for in plain words, and goes out only after Share was pressed', async () => {
    const call = await new Call().begin();
    await call.benSays({ type: 'asked', id: 'one' });
    const question = await screen.findByRole('alertdialog', { name: 'Ben asks for your call record' });
    expect(question.textContent).toContain('No picture, sound, chat or addresses.');
    await press(call.world, 'Don’t share');
    await waitFor(() => expect(call.said('declined')).toMatchObject({ id: 'one' }));
    expect(screen.queryByRole('alertdialog')).toBeNull();

    await call.benSays({ type: 'asked', id: 'two' });
    await screen.findByRole('alertdialog');
    expect(call.said('part')).toBeUndefined();
    await press(call.world, 'Share');
    await waitFor(() => expect(call.said('part')).toMatchObject({ id: 'two', number: 0 }), { timeout: 5000 });
  });

  it('takes what is no question for none', async () => {
    const call = await new Call().begin();
    for (const message of [
      'asked',
      null,
      { type: 'asked' },
      { type: 'asked', id: 'x'.repeat(65) },
      { type: 'take', id: '1' },
    ])
      await call.benSays(message);
    await call.benSays({ type: 'asked', id: 'true' });
    await screen.findByRole('alertdialog');
    await press(call.world, 'Don’t share');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(call.said('declined')).toMatchObject({ id: 'true' });
  });

  it('is saved after the call, names and all, and nothing of it stays in the tab', async () => {
    const saved: Blob[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      saved.push(blob as Blob);
      return 'blob:record';
    });
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    const call = await new Call().begin();
    await button('Call record');
    call.world.now += 30_000;
    await call.world.wait(30_000);
    expect(sessionStorage.getItem('tincan.record')).toContain('"name":"Ben"');
    await press(call.world, 'Leave');
    await press(call.world, 'Save call record');
    await waitFor(() => expect(saved).toHaveLength(1));
    const link = clicked.mock.instances[0] as unknown as HTMLAnchorElement;
    expect(link.download).toMatch(/^Call record \d{4}-\d\d-\d\d \d\d\.\d\d\.html$/);
    expect(await saved[0]?.text()).toContain('Connection to Ben: connecting');
    expect(sessionStorage.getItem('tincan.record')).toBeNull();
    vi.restoreAllMocks();
  });
});
