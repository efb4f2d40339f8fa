import { gestureDeadline } from './gestures';
import { silenceDeadline } from './hearing';
import { peerDeadline } from './peers';
import type { CallState, Millis } from './state';

/** When `step` wants its next tick; infinity when nothing is waited for. */
export function nextDeadline(state: CallState): Millis {
  const deadlines = state.toasts.map(({ until }) => until);
  deadlines.push(silenceDeadline(state));
  if (state.stage.at === 'in-call') {
    deadlines.push(gestureDeadline(state.stage), ...state.stage.remotes.map(peerDeadline));
  }
  if (state.stage.at === 'lobby' || state.stage.at === 'early') deadlines.push(state.stage.nextLookupAt);
  return Math.min(Number.POSITIVE_INFINITY, ...deadlines);
}
