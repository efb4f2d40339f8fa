import type { CallEffect, CaptureOutcome } from './events';
import { withCapture } from './local';
import type { CallState, DeviceKind, LostDevice, Millis, NamedDevice } from './state';
import type { Step } from './step';
import { addToast } from './toasts';

/** Unplugged, or taken by another program: the next best one of its kind takes its place. */
export function lose(state: CallState, device: DeviceKind, lost: NamedDevice): Step {
  // Another one is on its way already.
  if (state.local.capture[device].at !== 'on') return { state, effects: [] };
  return {
    state: withLost(withCapture(state, { [device]: { at: 'switching' } }), device, { ...lost, absent: false }),
    effects: [{ do: 'capture-another', device, lost: lost.id }],
  };
}

/** A lost device that was away and is listed again is what people had chosen; it is taken back. */
export function returnToListed(state: CallState, listed: Record<DeviceKind, readonly NamedDevice[]>): Step {
  let next = state;
  const effects: CallEffect[] = [];
  for (const device of ['audio', 'video'] as const) {
    const lost = next.local.lost[device];
    const { at } = next.local.capture[device];
    if (lost === undefined) continue;
    // The system's default has one id whichever device it is now.
    const present = listed[device].some(({ id, label }) => id === lost.id && label === lost.label);
    if (!present && !lost.absent) next = withLost(next, device, { ...lost, absent: true });
    if (!present || !lost.absent || (at !== 'on' && at !== 'failed')) continue;
    next = withLost(next, device, { ...lost, absent: false });
    next = withCapture(next, { [device]: { at: at === 'on' ? 'switching' : 'asking' } });
    effects.push({ do: 'capture', audio: device === 'audio', video: device === 'video', id: lost.id });
  }
  return { state: next, effects };
}

/** What people are told of a device that was opened, or could not be. */
export function sayCaptured(state: CallState, device: DeviceKind, outcome: CaptureOutcome, now: Millis): CallState {
  const lost = state.local.lost[device];
  if (!outcome.ok) {
    if (lost !== undefined && !outcome.kept && outcome.failure === 'missing') {
      return addToast(state, { kind: 'device-gone', device, lost: lost.label, instead: undefined }, now);
    }
    if (state.stage.at !== 'in-call') return state;
    return addToast(state, { kind: 'device', device, failure: outcome.failure }, now);
  }
  if (lost === undefined || outcome.device === undefined) return state;
  const { id, label } = outcome.device;
  if (id === lost.id) return addToast(withLost(state, device, undefined), { kind: 'device-back', label }, now);
  return addToast(state, { kind: 'device-gone', device, lost: lost.label, instead: label }, now);
}

export function withLost(state: CallState, device: DeviceKind, lost: LostDevice | undefined): CallState {
  return { ...state, local: { ...state.local, lost: { ...state.local.lost, [device]: lost } } };
}
