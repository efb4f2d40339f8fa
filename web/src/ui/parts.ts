import { lazy, useEffect } from 'react';
import type { App } from '../app/app';

const imports = [
  () => import('./ChatPanel'),
  () => import('./DevicesDialog'),
  () => import('./OwnShare'),
  () => import('./SharedScreen'),
  () => import('./ShortcutsDialog'),
] as const;
const [chatPanel, devicesDialog, ownShare, sharedScreen, shortcutsDialog] = imports;

// What many calls never need, and no guest should wait for.
export const ChatPanel = lazy(chatPanel);
export const DevicesDialog = lazy(devicesDialog);
export const OwnShare = lazy(ownShare);
export const SharedScreen = lazy(sharedScreen);
export const ShortcutsDialog = lazy(shortcutsDialog);

/** People see and hear each other first. */
const LOAD_AFTER_MILLIS = 5000;

/** Loads them all once the call runs: later the server may be out of reach, and the call goes on without it. */
export function useParts({ environment: { clock } }: App): void {
  useEffect(
    () =>
      clock.after(LOAD_AFTER_MILLIS, () => {
        for (const load of imports) void load().catch(() => undefined);
      }),
    [clock],
  );
}
