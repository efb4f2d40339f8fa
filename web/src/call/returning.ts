import type { CallView, ErrorDetails } from '../protocol/messages';
import { waitUntil } from './early';
import type { CallEvent } from './events';
import { obeyView } from './hosts';
import { currentMediaEffect, enter } from './inCall';
import { isFinal, joinEffect, refuse } from './lobby';
import { type CallState, LOBBY, type Millis, sentMedia } from './state';
import type { Step } from './step';
import { addToast } from './toasts';

/** The page was loaded again, or takes the call back from another tab: into the call without asking. */
export function stepReturning(state: CallState, event: CallEvent, now: Millis): Step {
  switch (event.type) {
    case 'welcomed':
      if (event.snapshot !== undefined) return enterAgain(state, event.snapshot, now);
      return { state, effects: [joinEffect(state)] };
    case 'message':
      // The answer that the page before this one did not live to hear.
      if (event.message.type === 'callJoined') return enterAgain(state, event.message.body, now);
      if (event.message.type === 'removed') {
        return refused(state, event.message.body.blocked ? 'call.blocked' : 'call.removed');
      }
      if (event.message.type === 'callEnded') return refused(state, 'call.ended');
      return { state, effects: [] };
    case 'call-joined':
      return enter(state, event.view, now);
    case 'join-pending':
      return { state: { ...state, stage: { ...LOBBY, joining: 'admission' } }, effects: [] };
    case 'join-refused':
      return onRefused(state, event, now);
    default:
      return { state, effects: [] };
  }
}

/** The server never saw us leave; the others have a connection to a page that is gone, and ours is the next offer. */
function enterAgain(state: CallState, view: CallView, now: Millis): Step {
  const inside = enter(state, view, now, 'returning');
  if (inside.state.stage.at !== 'in-call') return inside;
  const obeyed = obeyView(inside.state, inside.state.stage, view);
  const entered = { state: obeyed.state, effects: [...inside.effects, ...obeyed.effects] };
  const told = view.participants.find(({ id }) => id === view.you)?.media;
  const { audio, video } = entered.state.local.capture;
  // While the devices are being opened, what the others know is about to be true again.
  const opening = audio.at === 'asking' || video.at === 'asking';
  const sent = sentMedia(entered.state.local);
  const same = told?.audio === sent.audio && told.video === sent.video;
  if (opening || same) return entered;
  return { state: entered.state, effects: [...entered.effects, currentMediaEffect(entered.state)] };
}

function onRefused(state: CallState, event: Extract<CallEvent, { type: 'join-refused' }>, now: Millis): Step {
  const { code, details } = event;
  // The session ended under the request; the next welcome asks again.
  if (code === 'session.lost') return { state, effects: [] };
  if (code === 'call.already_joined') {
    return { state, effects: [{ do: 'send', message: { type: 'leaveCall', body: {} } }, joinEffect(state)] };
  }
  if (isFinal(code)) return refused(state, code, details);
  if (code === 'call.not_started') return waitUntil(state, details?.startsAt, now);
  return { state: addToast({ ...state, stage: LOBBY }, { kind: 'refused', code }, now), effects: [] };
}

function refused(state: CallState, code: string, details?: ErrorDetails): Step {
  const after = refuse(state, code, details);
  return { state: after.state, effects: [...after.effects, { do: 'close-devices' }] };
}
