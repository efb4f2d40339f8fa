import type { CallView } from '../protocol/messages';
import type { CallEffect } from './events';
import { hostSide } from './hosts';
import { currentMediaEffect, type InCall, newRemote, withStage } from './inCall';
import { isAlive } from './peers';
import type { CallState, Millis, Remote } from './state';
import type { Step } from './step';

/** How long newcomers are left alone after a lost session: one of them may be someone we still talk to. */
const HOLD_MILLIS = 1000;

/**
 * Takes what the server says is the call for the truth, but keeps every medium that works: after a restart of the
 * server everyone has a new id, and nobody should have to notice.
 *
 * @param rejoined we joined anew, under a new id, and so are the ones who offer
 */
export function reconcile(state: CallState, stage: InCall, view: CallView, now: Millis, rejoined: boolean): Step {
  const effects: CallEffect[] = rejoined ? [{ do: 'announce-self', you: view.you }] : [currentMediaEffect(state)];
  const others = view.participants.filter(({ id }) => id !== view.you);
  const kept: Remote[] = [];
  for (const remote of stage.remotes) {
    const named = others.find(({ id }) => id === remote.participant.id);
    if (named !== undefined && rejoined && remote.peer.at !== 'connected') {
      // To them this browser is somebody new, so what was broken can only be built anew.
      effects.push({ do: 'open-peer', id: named.id, polite: true, offer: true });
      kept.push({ ...newRemote(named, true, now), place: remote.place });
    } else if (named !== undefined) kept.push({ ...remote, participant: named, adrift: false });
    else if (isAlive(remote, now)) kept.push({ ...remote, adrift: true });
    else effects.push({ do: 'close-peer', id: remote.participant.id });
  }
  const hold = kept.some((remote) => remote.adrift);
  for (const participant of others) {
    if (kept.some((remote) => remote.participant.id === participant.id)) continue;
    const offer = rejoined && !hold;
    effects.push({ do: 'open-peer', id: participant.id, polite: rejoined, offer });
    const remote = newRemote(participant, rejoined, now);
    kept.push(rejoined && hold ? { ...remote, peer: { at: 'held', until: now + HOLD_MILLIS } } : remote);
  }
  const { shareStopped, ...sides } = hostSide(view);
  const next = {
    ...stage,
    ...sides,
    shareStopped: shareStopped || stage.shareStopped,
    rejoining: false,
    remotes: kept,
  };
  return { state: withStage({ ...state, you: view.you }, next), effects };
}
