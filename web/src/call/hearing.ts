import { type CallState, type Millis, type Sound, sentMedia } from './state';
import { addToast } from './toasts';

/** Who goes on talking to somebody beside them is not told all the time. */
const MUTED_AGAIN_MILLIS = 30_000;
const SILENCE_MILLIS = 10_000;
/** Something to do takes longer to read than something to know. */
const SILENCE_SHOWN_MILLIS = 15_000;

/** What the microphone hears became something else: who talks while muted is told so. */
export function onHeard(state: CallState, sound: Sound, now: Millis): CallState {
  const { local } = state;
  const next: CallState = { ...state, local: { ...local, heard: { sound, since: now } } };
  if (sound !== 'voice' || sentMedia(local).audio || now < local.mutedToldUntil) return next;
  const told = { ...next, local: { ...next.local, mutedToldUntil: now + MUTED_AGAIN_MILLIS } };
  return addToast(told, { kind: 'muted' }, now);
}

/** What was heard so far was heard by nobody, or by another microphone. */
export function hearAnew(state: CallState, now: Millis): CallState {
  const { heard } = state.local;
  const toasts = state.toasts.filter(({ kind }) => kind !== 'muted');
  return {
    ...state,
    toasts,
    local: { ...state.local, heard: heard === undefined ? undefined : { ...heard, since: now } },
  };
}

/** When an open microphone has given nothing at all for too long; said once in a call. */
export function silenceDeadline({ stage, local }: CallState): Millis {
  const { heard, silenceTold } = local;
  if (heard?.sound !== 'nothing' || silenceTold) return Number.POSITIVE_INFINITY;
  if (stage.at !== 'in-call' || !sentMedia(local).audio) return Number.POSITIVE_INFINITY;
  return heard.since + SILENCE_MILLIS;
}

export function tellSilence(state: CallState, now: Millis): CallState {
  if (now < silenceDeadline(state)) return state;
  const told = { ...state, local: { ...state.local, silenceTold: true } };
  return addToast(told, { kind: 'silent' }, now, SILENCE_SHOWN_MILLIS);
}
