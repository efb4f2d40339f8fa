import type { ParticipantId } from '../protocol/messages';
import type { CallEffect, PeerConnectionState } from './events';
import type { CallState, Millis, PeerState, Remote } from './state';

/** How long a first connection may take; checks over TCP and TLS relays come last. */
const CONNECT_WITHIN_MILLIS = 12_000;
/** `disconnected` is a hint: most blips heal by themselves in this time. */
const BLIP_MILLIS = 2500;
const RESTART_WITHIN_MILLIS = 6_000;
const REBUILD_WITHIN_MILLIS = 10_000;
/** The polite side acts this much later, so that both repairing at once is the exception. */
const POLITE_LATER_MILLIS = 2000;
/** Without a link to the server no repair can be signaled; the ladder waits for it. */
const WAIT_FOR_LINK_MILLIS = 3000;

export interface RemoteStep {
  remote: Remote;
  effects: readonly CallEffect[];
}

export function connecting(now: Millis): PeerState {
  return { at: 'connecting', since: now, deadline: now + CONNECT_WITHIN_MILLIS };
}

/** A participant whose media is alive whatever the server says. */
export function isAlive({ peer }: Remote): boolean {
  return peer.at === 'connected';
}

/** Whether the server would pass a signal on to this participant now. */
export function isReachable({ link, stage }: CallState, id: ParticipantId): boolean {
  if (link.at !== 'open' || stage.at !== 'in-call' || stage.rejoining) return false;
  return stage.remotes.some((remote) => remote.participant.id === id && !remote.adrift);
}

export function onPeerState(remote: Remote, state: PeerConnectionState, now: Millis): RemoteStep {
  const { peer } = remote;
  switch (state) {
    case 'connected':
      if (peer.at === 'connected') return same(remote);
      return { remote: withPeer(remote, { at: 'connected', path: 'unknown', lossy: false }), effects: [] };
    case 'disconnected':
      if (peer.at !== 'connected') return same(remote);
      return {
        remote: withPeer(remote, { at: 'shaky', since: now, actAt: now + BLIP_MILLIS + later(remote) }),
        effects: [],
      };
    case 'failed':
      return repair(remote, now);
    case 'new':
    case 'connecting':
    case 'closed':
      return same(remote);
  }
}

/** The ladder: ICE restart, then a new connection, then the person decides. */
function repair(remote: Remote, now: Millis): RemoteStep {
  const { peer } = remote;
  const since = peer.at === 'shaky' || peer.at === 'connecting' || peer.at === 'restarting' ? peer.since : now;
  if (peer.at === 'restarting' && peer.by === 'rebuild')
    return { remote: withPeer(remote, { at: 'failed' }), effects: [] };
  if (peer.at === 'failed') return same(remote);
  if (peer.at === 'restarting') return rebuild(remote, since, now);
  const deadline = now + RESTART_WITHIN_MILLIS + later(remote);
  return {
    remote: withPeer(remote, { at: 'restarting', since, deadline, by: 'ice-restart' }),
    effects: [{ do: 'restart-ice', id: remote.participant.id }],
  };
}

export function rebuild(remote: Remote, since: Millis, now: Millis): RemoteStep {
  return {
    remote: withPeer(remote, { at: 'restarting', since, deadline: now + REBUILD_WITHIN_MILLIS, by: 'rebuild' }),
    effects: [{ do: 'rebuild-peer', id: remote.participant.id }],
  };
}

export function onPeerTick(remote: Remote, now: Millis, linkOpen: boolean): RemoteStep {
  const { peer } = remote;
  switch (peer.at) {
    case 'held':
      if (now < peer.until) return same(remote);
      return { remote: withPeer(remote, connecting(now)), effects: [{ do: 'offer', id: remote.participant.id }] };
    case 'shaky':
      return now < peer.actAt ? same(remote) : repair(remote, now);
    case 'connecting':
    case 'restarting':
      if (now < peer.deadline) return same(remote);
      if (linkOpen) return repair(remote, now);
      return { remote: withPeer(remote, { ...peer, deadline: now + WAIT_FOR_LINK_MILLIS }), effects: [] };
    case 'connected':
    case 'failed':
      return same(remote);
  }
}

/** When the clock next matters to this peer. */
export function peerDeadline({ peer }: Remote): Millis {
  switch (peer.at) {
    case 'held':
      return peer.until;
    case 'shaky':
      return peer.actAt;
    case 'connecting':
    case 'restarting':
      return peer.deadline;
    case 'connected':
    case 'failed':
      return Number.POSITIVE_INFINITY;
  }
}

function later({ polite }: Remote): Millis {
  return polite ? POLITE_LATER_MILLIS : 0;
}

function withPeer(remote: Remote, peer: PeerState): Remote {
  return { ...remote, peer };
}

function same(remote: Remote): RemoteStep {
  return { remote, effects: [] };
}
