import type { CallFound } from '../protocol/messages';
import type { CallEffect, CallEvent } from './events';
import { refuse } from './lobby';
import { type CallState, LOBBY, type Millis, type Stage } from './state';
import type { Step } from './step';

type Early = Extract<Stage, { at: 'early' }>;

/** The server says when the call opens; this is for what else may become of it, and for a message that got lost. */
const LOOK_UP_EVERY_MILLIS = 30_000;

/** Whether this person has to wait: a host is asked at the door as ever. */
export function isEarly(state: CallState, found: CallFound): boolean {
  return found.state === 'scheduled' && found.startsAt !== undefined && !state.hosting;
}

export function wait(state: CallState, found: CallFound, now: Millis): Step {
  return closed({ ...state, stage: early(found.startsAt ?? '', found, now) });
}

/** The server said so at the door; how long it takes, it says when it is asked. */
export function waitUntil(state: CallState, startsAt: string | undefined, now: Millis): Step {
  const found = state.stage.at === 'lobby' && state.stage.lookup.at === 'found' ? state.stage.lookup.found : undefined;
  return closed({ ...state, stage: { ...early(startsAt ?? '', found, now), opensAt: undefined, nextLookupAt: now } });
}

export function stepEarly(state: CallState, stage: Early, event: CallEvent, now: Millis): Step {
  switch (event.type) {
    case 'welcomed':
      return { state, effects: [lookUp(state)] };
    case 'tick':
      if (now < stage.nextLookupAt || state.link.at !== 'open') return { state, effects: [] };
      return {
        state: { ...state, stage: { ...stage, nextLookupAt: now + LOOK_UP_EVERY_MILLIS } },
        effects: [lookUp(state)],
      };
    case 'captured':
      // They were asked for before anybody knew that there is time.
      return closed(state);
    case 'message':
      return event.message.type === 'callOpened' ? open(state) : { state, effects: [] };
    case 'call-found': {
      const { found } = event;
      if (found.state !== 'scheduled') return open(state);
      const startsAt = found.startsAt ?? stage.startsAt;
      return { state: { ...state, title: found.title, stage: early(startsAt, found, now) }, effects: [] };
    }
    case 'look-up-refused':
      if (event.code === 'call.ended' || event.code === 'call.not_found')
        return refuse(state, event.code, event.details);
      return { state, effects: [] };
    default:
      return { state, effects: [] };
  }
}

/** The doors are open: the page before the call takes over. */
function open(state: CallState): Step {
  return { state: { ...state, stage: LOBBY }, effects: [lookUp(state)] };
}

/** Nobody waits for an hour in front of an open camera. */
function closed(state: CallState): Step {
  const { audio, video } = state.local.capture;
  const capture = {
    audio: audio.at === 'failed' ? audio : ({ at: 'unasked' } as const),
    video: video.at === 'failed' ? video : ({ at: 'unasked' } as const),
  };
  return { state: { ...state, local: { ...state.local, capture } }, effects: [{ do: 'close-devices' }] };
}

function early(startsAt: string, found: CallFound | undefined, now: Millis): Early {
  const left = found?.startsInSeconds;
  const opensAt = left === undefined ? undefined : now + left * 1000;
  return { at: 'early', startsAt, opensAt, found, nextLookupAt: now + LOOK_UP_EVERY_MILLIS };
}

function lookUp(state: CallState): CallEffect {
  return { do: 'look-up', call: state.call };
}
