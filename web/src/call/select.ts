import type { MediaKind } from '../protocol/messages';
import type { PeerState, Remote } from './state';

const ORDER: readonly PeerState['at'][] = ['connected', 'held', 'connecting', 'shaky', 'restarting', 'failed'];

/** The connection that people should know about first. */
export function worstPeer(remotes: readonly Remote[]): Remote | undefined {
  return remotes.reduce<Remote | undefined>(
    (worst, remote) => (worst === undefined || badness(remote.peer) > badness(worst.peer) ? remote : worst),
    undefined,
  );
}

function badness(peer: PeerState): number {
  if (peer.at !== 'connected') return 10 + ORDER.indexOf(peer.at);
  if (peer.lossy) return 2;
  return peer.path === 'relayed' ? 1 : 0;
}

/** What a host stopped is neither played nor shown, whatever still comes from there (rule S104). */
export function isStopped({ participant }: Remote, what: MediaKind): boolean {
  return participant.stopped?.includes(what) ?? false;
}
