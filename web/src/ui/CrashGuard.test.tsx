import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { CrashGuard } from './CrashGuard';

function Broken(): never {
  throw new Error('a mistake of ours');
}

it('a crash in drawing the page says so and offers to load it again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const reload = vi.fn();
  render(
    <CrashGuard reload={reload}>
      <Broken />
    </CrashGuard>,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Load again' }));
  expect(reload).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
});
