import { callFromPath, hostKeyFromFragment } from './links';
import type { PreferenceStore } from './preferences';

/**
 * Who opens a host's link is host of the call from then on, in this browser. The key goes out of the address at once:
 * people pass on what they see there.
 */
export function takeHostKey(
  { pathname, hash }: Pick<Location, 'pathname' | 'hash'>,
  history: Pick<History, 'replaceState'>,
  preferences: PreferenceStore,
): void {
  const call = callFromPath(pathname);
  const hostKey = hostKeyFromFragment(hash);
  if (call === undefined || hostKey === undefined) return;
  preferences.addHostKey(call, hostKey);
  history.replaceState(null, '', pathname);
}
