import { stepEarly } from './early';
import type { CallEffect, CallEvent } from './events';
import { onHeard, tellSilence } from './hearing';
import { giveAway, stepInCall } from './inCall';
import { stepLobby } from './lobby';
import { stepLocal } from './local';
import { stepReturning } from './returning';
import { type CallState, LOBBY, type Millis } from './state';
import { dropToasts } from './toasts';

/** What somebody who only looks on has no use for. */
const SENDING: ReadonlySet<CallEvent['type']> = new Set([
  'microphone-toggled',
  'talk-pressed',
  'talk-released',
  'camera-toggled',
  'devices-wanted',
  'share-pressed',
]);

export interface Step {
  state: CallState;
  effects: readonly CallEffect[];
}

/** The whole behaviour of a call, without a clock, a network or a screen. */
export function step(state: CallState, event: CallEvent, now: Millis): Step {
  if (state.viewing && SENDING.has(event.type)) return { state, effects: [] };
  switch (event.type) {
    case 'link-changed':
      return linkChanged({ ...state, link: event.link }, now);
    case 'toast-dismissed':
      return { state: { ...state, toasts: state.toasts.filter(({ id }) => id !== event.id) }, effects: [] };
    case 'name-changed':
      return { state: { ...state, local: { ...state.local, name: event.name } }, effects: [] };
    case 'microphone-toggled':
    case 'talk-pressed':
    case 'talk-released':
    case 'camera-toggled':
    case 'device-chosen':
    case 'devices-wanted':
    case 'captured':
    case 'track-ended':
    case 'devices-listed':
      return inStage(stepLocal(state, event, now), event, now);
    case 'microphone-heard':
      return { state: state.stage.at === 'in-call' ? onHeard(state, event.sound, now) : state, effects: [] };
    case 'welcomed':
      return inStage(
        { state: { ...state, you: event.you }, effects: [{ do: 'set-ice-servers', ice: event.ice }] },
        event,
        now,
      );
    case 'message':
      if (event.message.type === 'iceServers') {
        return { state, effects: [{ do: 'set-ice-servers', ice: event.message.body }] };
      }
      return inStage({ state, effects: [] }, event, now);
    case 'tick':
      return inStage({ state: tellSilence(dropToasts(state, now), now), effects: [] }, event, now);
    default:
      return inStage({ state, effects: [] }, event, now);
  }
}

function linkChanged(state: CallState, now: Millis): Step {
  const { link, stage } = state;
  const taken = link.at === 'closed' && link.code === 'session.taken_over';
  if (taken && stage.at === 'in-call') return giveAway(state, stage, now);
  return { state, effects: [] };
}

function inStage(before: Step, event: CallEvent, now: Millis): Step {
  const after = stepStage(before.state, event, now);
  return { state: after.state, effects: [...before.effects, ...after.effects] };
}

function stepStage(state: CallState, event: CallEvent, now: Millis): Step {
  const { stage } = state;
  switch (stage.at) {
    case 'lobby':
      return stepLobby(state, stage, event, now);
    case 'in-call':
      return stepInCall(state, stage, event, now);
    case 'returning':
      return stepReturning(state, event, now);
    case 'early':
      return stepEarly(state, stage, event, now);
    case 'ended':
    case 'refused':
      if (event.type === 'rejoin-pressed') return backToLobby(state);
      return { state, effects: [] };
  }
}

function backToLobby(state: CallState): Step {
  const effects: CallEffect[] = [{ do: 'look-up', call: state.call }];
  return { state: { ...state, stage: LOBBY, toasts: [] }, effects };
}
