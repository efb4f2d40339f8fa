import type { CallView, Participant, ParticipantId, ServerMessage } from '../protocol/messages';
import { LINES_MAX, sendWaiting, stepChat } from './chat';
import type { CallEffect, CallEvent } from './events';
import { stepFiles } from './files';
import { dropReactions, NO_GESTURES, stepGestures, tellHand, withoutHand } from './gestures';
import { askForHistory, takeHistory, tellHistory } from './history';
import { hostSide, obeyView, onHostMessage } from './hosts';
import { joinEffect } from './lobby';
import {
  connecting,
  isAlive,
  isReachable,
  onLinkResumed,
  onNetworkHint,
  onPeerFlow,
  onPeerOffered,
  onPeerState,
  onPeerTick,
  type RemoteStep,
  rebuild,
} from './peers';
import { reconcile } from './reconcile';
import { endShare, stepShare } from './share';
import { type CallState, type EndReason, type Millis, type Remote, type Stage, sentMedia } from './state';
import type { Step } from './step';
import { addToast } from './toasts';

export type InCall = Extract<Stage, { at: 'in-call' }>;

/**
 * The server let us in: offer to everyone who was there before, wait for those who came after (rule S20). Who comes
 * back to a call it never left offers to all, but keeps its place in the order: politeness has to fit the other side's.
 */
export function enter(state: CallState, view: CallView, now: Millis, as: 'newcomer' | 'returning' = 'newcomer'): Step {
  const others = view.participants.filter(({ id }) => id !== view.you);
  const place = view.participants.findIndex(({ id }) => id === view.you);
  const newerThan = (index: number) => place === -1 || index < place;
  const stage: InCall = {
    at: 'in-call',
    ...hostSide(view),
    joinedAt: now,
    remotes: others.map((participant, index) => newRemote(participant, newerThan(index), now)),
    share: 'off',
    shareContent: 'detail',
    gestures: NO_GESTURES,
    chat: { open: false, unread: 0, lines: [], files: [], historyWanted: others.length > 0 },
    rejoining: false,
  };
  const offers = stage.remotes.map(
    ({ participant, polite }): CallEffect => ({
      do: 'open-peer',
      id: participant.id,
      polite,
      offer: polite || as === 'returning',
    }),
  );
  return {
    state: { ...state, call: view.call, title: view.title, you: view.you, viewing: view.role === 'viewer', stage },
    effects: [...offers, { do: 'remember-call' }],
  };
}

export function stepInCall(state: CallState, stage: InCall, event: CallEvent, now: Millis): Step {
  switch (event.type) {
    case 'welcomed':
      return welcomed(state, stage, event, now);
    case 'call-joined':
      return reconcile(state, stage, event.view, now, true);
    case 'join-refused':
      return rejoinRefused(state, stage, event.code, now);
    case 'host-acted':
      // Who is detached from the server (rule S32) would hear of it later.
      return { state, effects: [{ do: 'send', message: event.act }, { do: 'wake-peers' }] };
    case 'end-refused':
      return { state: addToast(state, { kind: 'refused', code: event.code }, now), effects: [] };
    case 'message':
      return onMessage(state, stage, event.message, now);
    case 'leave-pressed':
      return end(state, stage, 'left', now, [{ do: 'send', message: { type: 'leaveCall', body: {} } }]);
    case 'end-pressed':
      return { state, effects: [{ do: 'end-call' }] };
    case 'chat-toggled':
    case 'chat-written':
    case 'chat-received':
    case 'chat-acknowledged': {
      const after = stepChat(stage, event);
      return { state: withStage(state, after.stage), effects: after.effects };
    }
    case 'share-pressed':
    case 'share-content-chosen':
    case 'share-opened':
    case 'share-ended':
    case 'peer-share':
      return stepShare(state, stage, event, now);
    case 'file-changed':
    case 'file-pressed': {
      const after = stepFiles(stage, event);
      return { state: withStage(state, after.stage), effects: after.effects };
    }
    case 'hand-pressed':
    case 'hand-told':
    case 'reaction-pressed':
    case 'reaction-received':
      return stepGestures(state, stage, event, now);
    case 'history-asked':
      return { state, effects: tellHistory(state, stage, event.from) };
    case 'history-told':
      return { state: withStage(state, takeHistory(state, stage, event.from, event.lines, LINES_MAX)), effects: [] };
    case 'peer-state':
      return onPeer(state, stage, event.id, now, (remote) =>
        onPeerState(remote, event.state, now, isReachable(state, event.id)),
      );
    case 'peer-flow':
      return onPeer(state, stage, event.id, now, (remote) => onPeerFlow(remote, event.flowing, now));
    case 'peer-offered':
      return onPeer(state, stage, event.id, now, (remote) => onPeerOffered(remote, now));
    case 'network-hint':
      return eachRemote(state, stage, (remote, reachable) => onNetworkHint(remote, now, reachable));
    case 'peer-path':
      return onPeer(state, stage, event.id, now, (remote) => ({
        remote:
          remote.peer.at === 'connected'
            ? { ...remote, peer: { at: 'connected', path: event.path, lossy: event.lossy } }
            : remote,
        effects: [],
      }));
    case 'peer-channel':
      return onPeer(state, event.open ? withoutHand(stage, event.id) : stage, event.id, now, (remote) => ({
        remote: { ...remote, channelOpen: event.open },
        effects: event.open
          ? [...sendWaiting(stage, remote), ...askForHistory(stage, remote), ...tellHand(stage, event.id, now)]
          : [],
      }));
    case 'peer-retry-pressed':
      return onPeer(state, stage, event.id, now, (remote) => rebuild(remote, now));
    case 'peer-renamed':
      return renamed(state, stage, event, now);
    case 'tick':
      return tick(state, stage, now);
    default:
      return { state, effects: [] };
  }
}

function welcomed(state: CallState, stage: InCall, event: Extract<CallEvent, { type: 'welcomed' }>, now: Millis): Step {
  if (event.resumed && !event.snapshotTaken) return linkResumed({ state, effects: [] }, event.restarted, now);
  if (event.snapshot === undefined) {
    return { state: withStage(state, { ...stage, rejoining: true }), effects: [joinEffect(state)] };
  }
  if (stage.rejoining) return linkResumed(reconcile(state, stage, event.snapshot, now, true), event.restarted, now);
  const obeyed = obeyView(state, stage, event.snapshot);
  const inside = obeyed.state.stage.at === 'in-call' ? obeyed.state.stage : stage;
  const { state: next, effects } = reconcile(obeyed.state, inside, event.snapshot, now, false);
  return linkResumed({ state: next, effects: [...obeyed.effects, ...effects] }, event.restarted, now);
}

/** What was broken when the server could not be reached is repaired now, not at the next deadline. */
function linkResumed(before: Step, restarted: boolean, now: Millis): Step {
  const { state, effects } = before;
  if (state.stage.at !== 'in-call') return before;
  const after = eachRemote(state, state.stage, (remote) =>
    remote.adrift ? { remote, effects: [] } : onLinkResumed(remote, now, restarted),
  );
  return { state: after.state, effects: [...effects, ...after.effects] };
}

/** Refusals by a host, who decided that this person is not in the call. */
const SHUT_OUT = new Set(['call.denied', 'call.blocked', 'call.knock_expired']);

function rejoinRefused(state: CallState, stage: InCall, code: string, now: Millis): Step {
  if (code === 'call.not_found' || code === 'call.ended') return end(state, stage, 'expired', now, []);
  // The session was lost once more (the next welcome asks again), or an answer came late.
  if (SHUT_OUT.has(code)) return shutOut(state, stage, code, now);
  if (code === 'session.lost' || code === 'call.already_joined') return { state, effects: [] };
  return { state: addToast(state, { kind: 'refused', code }, now), effects: [] };
}

function onMessage(state: CallState, stage: InCall, message: ServerMessage, now: Millis): Step {
  switch (message.type) {
    case 'participantJoined':
      return participantJoined(state, stage, message.body.participant, now);
    case 'participantUpdated':
      if (message.body.participant.id === state.you) return onHostMessage(state, stage, message, now);
      return participantUpdated(state, stage, message.body.participant);
    case 'participantLeft':
      return participantLeft(state, stage, message.body, now);
    case 'callJoined':
      // A host let us in again after the session had been lost.
      return stage.rejoining ? reconcile(state, stage, message.body, now, true) : { state, effects: [] };
    case 'removed':
      return shutOut(state, stage, message.body.blocked ? 'call.blocked' : 'call.removed', now);
    case 'error':
      if (stage.rejoining) return rejoinRefused(state, stage, message.body.code, now);
      return onHostMessage(state, stage, message, now);
    case 'knocked':
    case 'knockEnded':
    case 'muted':
    case 'callUpdated':
      return onHostMessage(state, stage, message, now);
    case 'callEnded':
      return end(state, stage, message.body.reason, now, []);
    default:
      return { state, effects: [] };
  }
}

function participantJoined(state: CallState, stage: InCall, participant: Participant, now: Millis): Step {
  if (participant.id === state.you) return { state, effects: [] };
  if (stage.remotes.some((remote) => remote.participant.id === participant.id)) {
    return participantUpdated(state, stage, participant);
  }
  const remotes = [...stage.remotes, newRemote(participant, false, now)];
  const next = withStage(state, { ...stage, remotes });
  // Who is still connected with us and comes back under a new id has not just arrived.
  const quiet = stage.remotes.some((remote) => remote.adrift && remote.participant.name === participant.name);
  return {
    state: quiet ? next : addToast(next, { kind: 'joined', name: participant.name }, now),
    // Those who are detached from the server (rule S32) hear of the newcomer from us.
    effects: [{ do: 'open-peer', id: participant.id, polite: false, offer: false }, { do: 'wake-peers' }],
  };
}

function participantUpdated(state: CallState, stage: InCall, participant: Participant): Step {
  if (participant.id === state.you) return { state, effects: [] };
  const remotes = stage.remotes.map((remote) =>
    remote.participant.id === participant.id ? { ...remote, participant, adrift: false } : remote,
  );
  return { state: withStage(state, { ...stage, remotes }), effects: [] };
}

function participantLeft(
  state: CallState,
  stage: InCall,
  body: { participant: ParticipantId; reason: string },
  now: Millis,
): Step {
  const gone = stage.remotes.find((remote) => remote.participant.id === body.participant);
  if (gone === undefined) return { state, effects: [] };
  // Their link to the server is lost, their voice is not: they stay as long as the media does.
  if (body.reason === 'lost' && isAlive(gone, now)) {
    const remotes = stage.remotes.map((remote) =>
      remote === gone ? { ...gone, adrift: true, participant: { ...gone.participant, connected: false } } : remote,
    );
    return { state: withStage(state, { ...stage, remotes }), effects: [] };
  }
  const kind = body.reason === 'lost' || body.reason === 'removed' ? body.reason : 'left';
  return remove(state, stage, gone, kind, now);
}

function remove(state: CallState, stage: InCall, gone: Remote, kind: 'left' | 'lost' | 'removed', now: Millis): Step {
  const remotes = stage.remotes.filter((remote) => remote !== gone);
  return {
    state: addToast(withStage(state, { ...stage, remotes }), { kind, name: gone.participant.name }, now),
    effects: [{ do: 'close-peer', id: gone.participant.id }],
  };
}

function onPeer(
  state: CallState,
  stage: InCall,
  id: ParticipantId,
  now: Millis,
  change: (remote: Remote) => RemoteStep,
): Step {
  const remote = stage.remotes.find((candidate) => candidate.participant.id === id);
  if (remote === undefined) return { state, effects: [] };
  const after = change(remote);
  if (after.remote.adrift && !isAlive(after.remote, now)) return remove(state, stage, remote, 'lost', now);
  const remotes = stage.remotes.map((candidate) => (candidate === remote ? after.remote : candidate));
  return { state: withStage(state, { ...stage, remotes }), effects: after.effects };
}

/** Someone we are connected with says under which id the server knows them now. */
function renamed(state: CallState, stage: InCall, { from, to }: { from: string; to: string }, now: Millis): Step {
  const old = stage.remotes.find((remote) => remote.participant.id === from);
  if (old === undefined || from === to) return { state, effects: [] };
  const known = stage.remotes.find((remote) => remote.participant.id === to);
  if (known !== undefined && isAlive(known, now)) return { state, effects: [] };
  const participant = known?.participant ?? { ...old.participant, id: to };
  // Until the server names the new id they stay adrift: no repair can be signaled to them.
  const kept: Remote = { ...old, participant, adrift: known === undefined };
  const remotes = stage.remotes.filter((remote) => remote !== known).map((remote) => (remote === old ? kept : remote));
  return {
    state: withStage(state, { ...stage, remotes }),
    effects: [...(known === undefined ? [] : [{ do: 'close-peer', id: to } as const]), { do: 'rename-peer', from, to }],
  };
}

function tick(state: CallState, stage: InCall, now: Millis): Step {
  const gone = stage.remotes.find((remote) => remote.adrift && !isAlive(remote, now));
  if (gone !== undefined) return remove(state, stage, gone, 'lost', now);
  return eachRemote(state, dropReactions(stage, now), (remote, reachable) => onPeerTick(remote, now, reachable));
}

function eachRemote(state: CallState, stage: InCall, change: (remote: Remote, reachable: boolean) => RemoteStep): Step {
  const effects: CallEffect[] = [];
  const remotes = stage.remotes.map((remote) => {
    const after = change(remote, isReachable(state, remote.participant.id));
    effects.push(...after.effects);
    return after.remote;
  });
  return { state: withStage(state, { ...stage, remotes }), effects };
}

function end(state: CallState, stage: InCall, reason: EndReason, now: Millis, effects: CallEffect[]): Step {
  const closing = stage.remotes.map(({ participant }): CallEffect => ({ do: 'close-peer', id: participant.id }));
  const { audio, video } = state.local.capture;
  const closed = { at: 'unasked' } as const;
  const local = {
    ...state.local,
    lost: {},
    heard: undefined,
    talking: false,
    silenceTold: false,
    capture: {
      audio: audio.at === 'failed' ? audio : closed,
      video: video.at === 'failed' || video.at === 'off' ? video : closed,
    },
  };
  return {
    state: {
      ...state,
      local,
      toasts: [],
      stage: { at: 'ended', reason, durationMillis: now - stage.joinedAt },
    },
    effects: [...effects, ...closing, ...endShare(stage), { do: 'close-devices' }],
  };
}

/** A host took us out: everything ends as with the call, but for a reason of its own. */
function shutOut(state: CallState, stage: InCall, code: string, now: Millis): Step {
  const { state: ended, effects } = end(state, stage, 'left', now, []);
  return { state: { ...ended, stage: { at: 'refused', code } }, effects };
}

/** Another tab has the session and so the call; this one lets go of everything until it is asked to take it back. */
export function giveAway(state: CallState, stage: InCall, now: Millis): Step {
  const { state: ended, effects } = end(state, stage, 'left', now, []);
  return { state: { ...ended, stage: { at: 'returning' } }, effects };
}

export function newRemote(participant: Participant, polite: boolean, now: Millis): Remote {
  return {
    participant,
    place: participant.id,
    polite,
    peer: connecting(now),
    adrift: false,
    channelOpen: false,
    sharing: false,
  };
}

export function withStage(state: CallState, stage: InCall): CallState {
  return { ...state, stage };
}

/** The media this browser reports when it takes a call up again. */
export function currentMediaEffect(state: CallState): CallEffect {
  return { do: 'send', message: { type: 'updateParticipant', body: { media: sentMedia(state.local) } } };
}
