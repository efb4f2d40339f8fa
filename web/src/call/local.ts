import { lose, returnToListed, sayCaptured, withLost } from './devices';
import type { CallEffect, CallEvent } from './events';
import { hearAnew } from './hearing';
import { type CallState, type Capture, type DeviceKind, type Local, type Millis, sentMedia } from './state';
import type { Step } from './step';

type LocalEvent = Extract<
  CallEvent,
  {
    type:
      | 'devices-wanted'
      | 'microphone-toggled'
      | 'talk-pressed'
      | 'talk-released'
      | 'camera-toggled'
      | 'device-chosen'
      | 'captured'
      | 'track-ended'
      | 'devices-listed';
  }
>;

/** Microphone and camera, the same before and in the call. The others hear of every change of what is sent. */
export function stepLocal(state: CallState, event: LocalEvent, now: Millis): Step {
  const after = change(state, event, now);
  const was = sentMedia(state.local);
  const is = sentMedia(after.state.local);
  // A device that does not open after a reload is off, though the others still hear that it is on.
  const failed = event.type === 'captured' && Object.values(event.outcome).some(({ ok }) => !ok);
  const same = was.audio === is.audio && was.video === is.video && !failed;
  if (state.stage.at !== 'in-call' || same) return after;
  const update: CallEffect = { do: 'send', message: { type: 'updateParticipant', body: { media: is } } };
  // Who is detached from the server (rule S32) would hear of it in a minute.
  return { state: after.state, effects: [...after.effects, update, { do: 'wake-peers' }] };
}

function change(state: CallState, event: LocalEvent, now: Millis): Step {
  const { local } = state;
  switch (event.type) {
    case 'devices-wanted':
      return ask(state, retryable(local, 'audio'), retryable(local, 'video'));
    case 'microphone-toggled':
      return toggleMicrophone(hearAnew(state, now));
    case 'talk-pressed':
      return pressToTalk(state, now);
    case 'talk-released':
      return releaseTalk(state);
    case 'camera-toggled':
      return toggleCamera(state);
    case 'device-chosen':
      return choose(state, event.device);
    case 'captured':
      return captured(state, event, now);
    case 'track-ended':
      return lose(state, event.device, event.lost);
    case 'devices-listed':
      return returnToListed(state, event.devices);
  }
}

/** A device that is on is replaced by the chosen one; a camera that is off stays off. */
function choose(state: CallState, device: DeviceKind): Step {
  const { capture, wanted } = state.local;
  const { at } = capture[device];
  const chosen = withLost(state, device, undefined);
  const [audio, video] = [device === 'audio', device === 'video'];
  if (at !== 'on' && at !== 'switching') return ask(chosen, audio, video && wanted.video);
  return {
    state: withCapture(chosen, { [device]: { at: 'switching' } }),
    effects: [{ do: 'capture', audio, video }],
  };
}

function toggleMicrophone(state: CallState): Step {
  const { local } = state;
  const { at } = local.capture.audio;
  // A microphone that is not open yet, or failed, is asked for again by turning it on.
  const opening = at === 'asking' || at === 'switching';
  if (at !== 'on' && !opening) return ask(withWanted(state, { audio: true }), true, false);
  const enabled = !isOpen(local);
  return {
    state: withTalking(withWanted(state, { audio: enabled }), false),
    effects: [{ do: 'set-microphone', enabled }],
  };
}

function pressToTalk(state: CallState, now: Millis): Step {
  const { wanted, capture, talking } = state.local;
  const muted = state.stage.at === 'in-call' && !wanted.audio && capture.audio.at === 'on';
  if (!muted || talking) return { state, effects: [] };
  return {
    state: withTalking(hearAnew(state, now), true),
    effects: [{ do: 'set-microphone', enabled: true }],
  };
}

function releaseTalk(state: CallState): Step {
  if (!state.local.talking) return { state, effects: [] };
  const released = withTalking(state, false);
  return { state: released, effects: [{ do: 'set-microphone', enabled: isOpen(released.local) }] };
}

function isOpen({ wanted, talking }: Local): boolean {
  return wanted.audio || talking;
}

function toggleCamera(state: CallState): Step {
  const { at } = state.local.capture.video;
  if (at === 'asking' || at === 'switching') return { state, effects: [] };
  if (at !== 'on') return ask(withWanted(state, { video: true }), false, true);
  const off = withCapture(withWanted(state, { video: false }), { video: { at: 'off' } });
  return { state: withLost(off, 'video', undefined), effects: [{ do: 'close-camera' }] };
}

function captured(state: CallState, event: Extract<LocalEvent, { type: 'captured' }>, now: Millis): Step {
  let next = event.outcome.audio === undefined ? state : hearAnew(state, now);
  for (const device of ['audio', 'video'] as const) {
    const outcome = event.outcome[device];
    if (outcome === undefined) continue;
    const on = outcome.ok || outcome.kept;
    next = withCapture(next, { [device]: on ? { at: 'on' } : { at: 'failed', failure: outcome.failure } });
    next = sayCaptured(next, device, outcome, now);
  }
  return { state: next, effects: [{ do: 'set-microphone', enabled: isOpen(next.local) }] };
}

function ask(state: CallState, audio: boolean, video: boolean): Step {
  if (!audio && !video) return { state, effects: [] };
  const asking: Capture = { at: 'asking' };
  const next = withCapture(state, { ...(audio ? { audio: asking } : {}), ...(video ? { video: asking } : {}) });
  return { state: next, effects: [{ do: 'capture', audio, video }] };
}

function retryable({ wanted, capture }: Local, device: DeviceKind): boolean {
  const { at } = capture[device];
  return (device === 'audio' || wanted.video) && (at === 'unasked' || at === 'failed');
}

function withTalking(state: CallState, talking: boolean): CallState {
  return { ...state, local: { ...state.local, talking } };
}

function withWanted(state: CallState, wanted: Partial<Local['wanted']>): CallState {
  return { ...state, local: { ...state.local, wanted: { ...state.local.wanted, ...wanted } } };
}

export function withCapture(state: CallState, capture: Partial<Record<DeviceKind, Capture>>): CallState {
  return { ...state, local: { ...state.local, capture: { ...state.local.capture, ...capture } } };
}
