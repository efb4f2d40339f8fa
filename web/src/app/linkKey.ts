import { callFromPath, keyFromFragment } from './links';
import type { PreferenceStore } from './preferences';

/**
 * Who opens a link is in the call from then on what the link makes of them, in this browser. The key goes out of the
 * address at once: people pass on what they see there.
 */
export function takeLinkKey(
  { pathname, hash }: Pick<Location, 'pathname' | 'hash'>,
  history: Pick<History, 'replaceState'>,
  preferences: PreferenceStore,
): void {
  const call = callFromPath(pathname);
  const link = keyFromFragment(hash);
  if (call === undefined || link === undefined) return;
  // Whoever opens another link than before wants what that one gives.
  preferences.forgetKey(call);
  if (link.as === 'host') preferences.addHostKey(call, link.key);
  else if (link.as === 'guest') preferences.addGuestKey(call, link.key);
  else preferences.addViewKey(call, link.key);
  history.replaceState(null, '', pathname);
}
