import type { ParticipantId } from '../protocol/messages';
import type { CallEffect, PeerConnectionState } from './events';
import type { CallState, Millis, PeerState, Remote } from './state';

/** How long a first connection may take; checks over TCP and TLS relays come last. */
const CONNECT_WITHIN_MILLIS = 12_000;
/** `disconnected` is a hint that comes late: most blips heal by themselves in this time. */
const BLIP_MILLIS = 1500;
/** After this without a working path, new paths are asked for once more; it is no sooner done on a slow network. */
const RESTART_WITHIN_MILLIS = 5000;
/** So many ICE restarts that the server could pass on must fail before a connection is given up for a new one. */
const RESTARTS = 2;
const REBUILD_WITHIN_MILLIS = 10_000;
/** Paths open without a word; what failed is tried again after this. */
const RETRY_AFTER_MILLIS = 30_000;
/** The polite side acts this much later, so that both repairing at once is the exception. */
const POLITE_LATER_MILLIS = 700;
/** Without a way to signal, no repair can succeed; the ladder waits for one. */
const WAIT_FOR_LINK_MILLIS = 3000;
/** Hints come in swarms; a repair that was just begun is left alone. */
const FRESH_MILLIS = 1000;
/** Whom the server does not know is given up when nothing came from them for so long. */
const ADRIFT_MILLIS = 10_000;

export interface RemoteStep {
  remote: Remote;
  effects: readonly CallEffect[];
}

export function connecting(now: Millis): PeerState {
  return { at: 'connecting', since: now, deadline: now + CONNECT_WITHIN_MILLIS };
}

/** A participant whose media is alive, or has been until just now, whatever the server says. */
export function isAlive({ peer }: Remote, now: Millis): boolean {
  if (peer.at === 'shaky' || peer.at === 'restarting') return now - peer.since < ADRIFT_MILLIS;
  return peer.at === 'connected';
}

/** Whether the server would pass a signal on to this participant now. */
export function isReachable({ link, stage }: CallState, id: ParticipantId): boolean {
  if (link.at !== 'open' || stage.at !== 'in-call' || stage.rejoining) return false;
  return stage.remotes.some((remote) => remote.participant.id === id && !remote.adrift);
}

export function onPeerState(remote: Remote, state: PeerConnectionState, now: Millis, reachable: boolean): RemoteStep {
  const { peer } = remote;
  switch (state) {
    case 'connected':
      return peer.at === 'connected' ? same(remote) : healed(remote);
    case 'disconnected':
      if (peer.at !== 'connected') return same(remote);
      return become(remote, { at: 'shaky', since: now, actAt: now + BLIP_MILLIS + later(remote) });
    case 'failed':
      return onFailed(remote, now, reachable);
    case 'new':
    case 'connecting':
    case 'closed':
      return same(remote);
  }
}

function onFailed(remote: Remote, now: Millis, reachable: boolean): RemoteStep {
  const { peer } = remote;
  switch (peer.at) {
    case 'held':
    case 'failed':
      return same(remote);
    case 'connected':
    case 'connecting':
    case 'shaky':
      return restartIce(remote, 1, now);
    case 'restarting':
      if (!reachable || peer.tries < RESTARTS) return same(remote);
      return peer.by === 'rebuild' ? giveUp(remote, now) : rebuild(remote, now);
  }
}

/** What the statistics say: media stopped coming, though the browser has not noticed yet, or comes again. */
export function onPeerFlow(remote: Remote, flowing: boolean, now: Millis): RemoteStep {
  const { peer } = remote;
  if (flowing) return peer.at === 'connected' || peer.at === 'held' ? same(remote) : healed(remote);
  if (peer.at !== 'connected' && peer.at !== 'shaky') return same(remote);
  return soon(remote, now);
}

/** The other side repairs: one repair at a time is enough, so this side's next one is put off. */
export function onPeerOffered(remote: Remote, now: Millis): RemoteStep {
  const { peer } = remote;
  if (peer.at !== 'shaky' && peer.at !== 'restarting') return same(remote);
  const deadline = now + RESTART_WITHIN_MILLIS + later(remote);
  if (peer.at === 'restarting') return become(remote, { ...peer, deadline: Math.max(peer.deadline, deadline) });
  return become(remote, { at: 'restarting', since: peer.since, begun: now, deadline, by: 'ice-restart', tries: 1 });
}

/** Something happened that may have opened or closed paths: no need to wait for the next deadline. */
export function onNetworkHint(remote: Remote, now: Millis, reachable: boolean): RemoteStep {
  const { peer } = remote;
  switch (peer.at) {
    case 'held':
    case 'connecting':
    case 'connected':
      return same(remote);
    case 'shaky':
      return restartIce(remote, 1, now);
    case 'restarting':
      if (peer.by === 'rebuild' || now - peer.begun < FRESH_MILLIS) return same(remote);
      return restartIce(remote, peer.tries, now);
    case 'failed':
      return reachable ? rebuild(remote, now) : same(remote);
  }
}

/**
 * The server can be reached again.
 *
 * @param restarted by another process than before, which knows none of the old relayed connections (rule S34)
 */
export function onLinkResumed(remote: Remote, now: Millis, restarted: boolean): RemoteStep {
  const { peer } = remote;
  switch (peer.at) {
    case 'held':
      return same(remote);
    case 'connecting':
      return { remote: withPeer(remote, connecting(now)), effects: [repeatOffer(remote)] };
    case 'connected':
      if (restarted && peer.path === 'relayed') return soon(remote, now);
      return { remote, effects: [repeatOffer(remote)] };
    case 'shaky':
      return soon(remote, now);
    case 'restarting':
      if (peer.by === 'ice-restart') return soon(remote, now);
      return {
        remote: withPeer(remote, { ...peer, deadline: now + REBUILD_WITHIN_MILLIS }),
        effects: [repeatOffer(remote)],
      };
    case 'failed':
      return rebuild(remote, now);
  }
}

export function onPeerTick(remote: Remote, now: Millis, reachable: boolean): RemoteStep {
  const { peer } = remote;
  switch (peer.at) {
    case 'held':
      if (now < peer.until) return same(remote);
      return { remote: withPeer(remote, connecting(now)), effects: [{ do: 'offer', id: remote.participant.id }] };
    case 'shaky':
      return now < peer.actAt ? same(remote) : restartIce(remote, 1, now);
    case 'connecting':
    case 'restarting':
      return now < peer.deadline ? same(remote) : climb(remote, peer, now, reachable);
    case 'failed':
      if (now < peer.retryAt) return same(remote);
      return reachable ? rebuild(remote, now) : giveUp(remote, now);
    case 'connected':
      return same(remote);
  }
}

/** The ladder: ICE restarts, then a new connection, then the person decides. */
function climb(
  remote: Remote,
  peer: Extract<PeerState, { at: 'connecting' | 'restarting' }>,
  now: Millis,
  reachable: boolean,
): RemoteStep {
  // A new connection has no channel yet: its offer needs the server.
  if (!reachable && (!remote.channelOpen || peer.at !== 'restarting' || peer.by === 'rebuild')) {
    return become(remote, { ...peer, deadline: now + WAIT_FOR_LINK_MILLIS });
  }
  if (peer.at === 'connecting') return restartIce(remote, 1, now);
  if (peer.by === 'rebuild') return giveUp(remote, now);
  if (!reachable) return restartIce(remote, 1, now);
  return peer.tries < RESTARTS ? restartIce(remote, peer.tries + 1, now) : rebuild(remote, now);
}

function giveUp(remote: Remote, now: Millis): RemoteStep {
  return become(remote, { at: 'failed', retryAt: now + RETRY_AFTER_MILLIS });
}

/** At once, or a moment later on the polite side: the other one is likely to act, too. */
function soon(remote: Remote, now: Millis): RemoteStep {
  if (!remote.polite) return restartIce(remote, 1, now);
  return become(remote, { at: 'shaky', since: troubledSince(remote, now), actAt: now + later(remote) });
}

function restartIce(remote: Remote, tries: number, now: Millis): RemoteStep {
  const since = troubledSince(remote, now);
  const deadline = now + RESTART_WITHIN_MILLIS + later(remote);
  return {
    remote: withPeer(remote, { at: 'restarting', since, begun: now, deadline, by: 'ice-restart', tries }),
    effects: [{ do: 'restart-ice', id: remote.participant.id }],
  };
}

export function rebuild(remote: Remote, now: Millis): RemoteStep {
  const since = troubledSince(remote, now);
  const deadline = now + REBUILD_WITHIN_MILLIS;
  return {
    remote: withPeer(remote, { at: 'restarting', since, begun: now, deadline, by: 'rebuild', tries: RESTARTS }),
    effects: [{ do: 'rebuild-peer', id: remote.participant.id }],
  };
}

/** When the clock next matters to this peer. */
export function peerDeadline(remote: Remote): Millis {
  const { peer } = remote;
  switch (peer.at) {
    case 'held':
      return peer.until;
    case 'shaky':
      return remote.adrift ? Math.min(peer.actAt, peer.since + ADRIFT_MILLIS) : peer.actAt;
    case 'restarting':
      return remote.adrift ? Math.min(peer.deadline, peer.since + ADRIFT_MILLIS) : peer.deadline;
    case 'connecting':
      return peer.deadline;
    case 'failed':
      return peer.retryAt;
    case 'connected':
      return Number.POSITIVE_INFINITY;
  }
}

function healed(remote: Remote): RemoteStep {
  return become(remote, { at: 'connected', path: 'unknown', lossy: false });
}

function repeatOffer({ participant }: Remote): CallEffect {
  return { do: 'repeat-offer', id: participant.id };
}

function troubledSince({ peer }: Remote, now: Millis): Millis {
  return peer.at === 'shaky' || peer.at === 'connecting' || peer.at === 'restarting' ? peer.since : now;
}

function later({ polite }: Remote): Millis {
  return polite ? POLITE_LATER_MILLIS : 0;
}

function withPeer(remote: Remote, peer: PeerState): Remote {
  return { ...remote, peer };
}

function become(remote: Remote, peer: PeerState): RemoteStep {
  return { remote: withPeer(remote, peer), effects: [] };
}

function same(remote: Remote): RemoteStep {
  return { remote, effects: [] };
}
