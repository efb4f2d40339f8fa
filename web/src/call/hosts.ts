import type { CallView, MediaKind, Participant, ServerMessage } from '../protocol/messages';
import type { CallEffect } from './events';
import { type InCall, withStage } from './inCall';
import { withCapture } from './local';
import { type CallState, type Millis, sentMedia } from './state';
import type { Step } from './step';
import { addToast } from './toasts';

export type { HostAct, Knocker, MediaKind, ParticipantId } from '../protocol/messages';

type HostMessage = Extract<
  ServerMessage,
  { type: 'knocked' | 'knockEnded' | 'muted' | 'callUpdated' | 'error' | 'participantUpdated' }
>;

/** What a host did, as everybody hears of it whom it concerns. */
export function onHostMessage(state: CallState, stage: InCall, message: HostMessage, now: Millis): Step {
  const to = (next: Partial<InCall>): CallState => withStage(state, { ...stage, ...next });
  switch (message.type) {
    case 'knocked':
      return { state: to({ waiting: [...without(stage, message.body.participant), message.body] }), effects: [] };
    case 'knockEnded':
      return { state: to({ waiting: without(stage, message.body.participant) }), effects: [] };
    case 'callUpdated': {
      const { locked } = message.body;
      return { state: addToast(to({ locked }), { kind: locked ? 'locked' : 'unlocked' }, now), effects: [] };
    }
    case 'muted': {
      const { by, what } = message.body;
      const name = stage.remotes.find(({ participant }) => participant.id === by)?.participant.name;
      const { state: quiet, effects } = obey(state, stage, what);
      return { state: addToast(quiet, { kind: 'stopped', what, by: name }, now), effects };
    }
    case 'participantUpdated':
      return onRole(state, stage, message.body.participant, now);
    case 'error':
      return { state: addToast(state, { kind: 'refused', code: message.body.code }, now), effects: [] };
  }
}

/** What a view of the call says about what hosts decide. */
export function hostSide(view: CallView): Pick<InCall, 'role' | 'locked' | 'waiting' | 'shareStopped'> {
  const own = view.participants.find(({ id }) => id === view.you);
  return {
    role: view.role,
    locked: view.locked ?? false,
    waiting: view.waiting ?? [],
    shareStopped: own?.stopped?.includes('share') ?? false,
  };
}

/** A host may have stopped something while nobody could tell us. */
export function obeyView(state: CallState, stage: InCall, view: CallView): Step {
  const own = view.participants.find(({ id }) => id === view.you);
  let step: Step = { state, effects: [] };
  for (const what of own?.stopped ?? []) {
    const now = step.state.stage.at === 'in-call' ? step.state.stage : stage;
    const after = obey(step.state, now, what);
    step = { state: after.state, effects: [...step.effects, ...after.effects] };
  }
  return step;
}

function obey(state: CallState, stage: InCall, what: MediaKind): Step {
  const { local } = state;
  switch (what) {
    case 'audio':
      return told({ ...state, local: { ...local, talking: false, wanted: { ...local.wanted, audio: false } } }, [
        { do: 'set-microphone', enabled: false },
      ]);
    case 'video': {
      const off: CallState = { ...state, local: { ...local, wanted: { ...local.wanted, video: false } } };
      if (local.capture.video.at === 'failed') return told(off, []);
      return told(withCapture(off, { video: { at: 'off' } }), [{ do: 'close-camera' }]);
    }
    case 'share':
      return {
        state: withStage(state, { ...stage, share: 'off', shareStopped: true }),
        effects: stage.share === 'off' ? [] : [{ do: 'close-share' }],
      };
  }
}

function told(state: CallState, effects: readonly CallEffect[]): Step {
  const body = { media: sentMedia(state.local) };
  return { state, effects: [...effects, { do: 'send', message: { type: 'updateParticipant', body } }] };
}

function onRole(state: CallState, stage: InCall, { role }: Participant, now: Millis): Step {
  if (role === stage.role) return { state, effects: [] };
  const next = withStage(state, { ...stage, role, waiting: role === 'host' ? stage.waiting : [] });
  return { state: addToast(next, { kind: role }, now), effects: [] };
}

function without({ waiting }: InCall, id: string): InCall['waiting'] {
  return waiting.filter(({ participant }) => participant !== id);
}
