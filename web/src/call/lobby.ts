import type { ErrorDetails, ServerMessage } from '../protocol/messages';
import { isEarly, wait, waitUntil } from './early';
import type { CallEffect, CallEvent } from './events';
import { enter } from './inCall';
import { type CallState, type LOBBY, type Millis, sentMedia } from './state';
import type { Step } from './step';
import { addToast } from './toasts';

type Lobby = typeof LOBBY;

/** How often the page asks who is inside while someone hesitates before the door. */
const LOOK_UP_EVERY_MILLIS = 5000;
/** Shown to the others when someone gives no name. */
export const NAMELESS = 'Guest';

/** Refusals that say the call is not there, as against those that a later attempt may get past. */
const FINAL = new Set(['call.not_found', 'call.ended', 'call.name_invalid', 'call.names_off']);
/** Refusals that have a page of their own. */
const PAGES = new Set(['call.invitation_needed', 'call.blocked']);
/** The same, and a later attempt may get past them. */
const AGAIN = new Set([
  'call.full',
  'call.link_invalid',
  'call.denied',
  'call.knock_expired',
  'call.lobby_full',
  'call.locked',
  'call.removed',
]);
export const mayTryAgain = (code: string) => AGAIN.has(code);
export const isFinal = (code: string) => FINAL.has(code) || PAGES.has(code) || AGAIN.has(code);

export function stepLobby(state: CallState, lobby: Lobby, event: CallEvent, now: Millis): Step {
  switch (event.type) {
    case 'welcomed':
      // The answer was lost on the way, the joining was not.
      if (isAsking(lobby) && event.snapshot !== undefined) return enter(state, event.snapshot, now);
      // Whoever waits does so still, unless the server no longer knows.
      if (lobby.joining === 'admission' && event.resumed && !event.snapshotTaken) return { state, effects: [] };
      if (isAsking(lobby)) return join(state, lobby);
      return { state, effects: [{ do: 'look-up', call: state.call }] };
    case 'call-found': {
      const { found } = event;
      if (isEarly(state, found)) return wait({ ...state, call: found.call, title: found.title }, found, now);
      const next = { ...lobby, lookup: { at: 'found', found } as const, nextLookupAt: now + LOOK_UP_EVERY_MILLIS };
      const passphrase = { ...state.passphrase, asked: found.passphrase === true || state.passphrase.asked };
      return { state: { ...state, call: found.call, title: found.title, passphrase, stage: next }, effects: [] };
    }
    case 'look-up-refused':
      if (FINAL.has(event.code)) return refuse(state, event.code, event.details);
      return { state: { ...state, stage: { ...lobby, nextLookupAt: now + LOOK_UP_EVERY_MILLIS } }, effects: [] };
    case 'tick':
      if (now < lobby.nextLookupAt || state.link.at !== 'open') return { state, effects: [] };
      return {
        state: { ...state, stage: { ...lobby, nextLookupAt: Number.POSITIVE_INFINITY } },
        effects: [{ do: 'look-up', call: state.call }],
      };
    case 'join-pressed':
      return pressJoin(state, lobby);
    case 'captured':
      return lobby.joining === 'devices' ? joinWithDevices(state, lobby) : { state, effects: [] };
    case 'call-joined':
      return enter(state, event.view, now);
    case 'join-pending':
      return { state: { ...state, stage: { ...lobby, joining: 'admission' } }, effects: [] };
    case 'wait-canceled':
      if (lobby.joining !== 'admission') return { state, effects: [] };
      return { state: { ...state, stage: { ...lobby, joining: 'no' } }, effects: [leaveEffect()] };
    case 'message':
      return onMessage(state, lobby, event.message, now);
    case 'join-refused':
      return onRefused(state, lobby, event, now);
    case 'passphrase-changed':
      return { state: { ...state, passphrase: { asked: true, text: event.passphrase, wrong: false } }, effects: [] };
    default:
      return { state, effects: [] };
  }
}

export function isAsking({ joining }: Lobby): boolean {
  return joining === 'call' || joining === 'admission';
}

/** What comes of waiting before the door. */
function onMessage(state: CallState, lobby: Lobby, message: ServerMessage, now: Millis): Step {
  const waits = lobby.joining === 'admission';
  switch (message.type) {
    case 'callJoined':
      // Whoever changed their mind while the door was being opened is not in the call.
      if (waits) return enter(state, message.body, now);
      return { state, effects: lobby.joining === 'call' ? [] : [leaveEffect()] };
    case 'error':
      return waits
        ? onRefused(state, lobby, { type: 'join-refused', code: message.body.code }, now)
        : { state, effects: [] };
    case 'callEnded':
      return waits ? refuse(state, 'call.ended') : { state, effects: [] };
    default:
      return { state, effects: [] };
  }
}

function leaveEffect(): CallEffect {
  return { do: 'send', message: { type: 'leaveCall', body: {} } };
}

function pressJoin(state: CallState, lobby: Lobby): Step {
  if (lobby.joining !== 'no') return { state, effects: [] };
  const { capture, wanted } = state.local;
  const audio = wanted.audio && capture.audio.at === 'unasked';
  const video = wanted.video && capture.video.at === 'unasked';
  const asking = capture.audio.at === 'asking' || capture.video.at === 'asking';
  if (!audio && !video && !asking) return join(state, lobby);
  const waiting: CallState = { ...state, stage: { ...lobby, joining: 'devices' } };
  if (!audio && !video) return { state: waiting, effects: [] };
  return {
    state: {
      ...waiting,
      local: {
        ...state.local,
        capture: {
          audio: audio ? { at: 'asking' } : capture.audio,
          video: video ? { at: 'asking' } : capture.video,
        },
      },
    },
    effects: [{ do: 'capture', audio, video }],
  };
}

/** Someone who was refused both devices is told before they go in; a lesser failure does not hold them up. */
function joinWithDevices(state: CallState, lobby: Lobby): Step {
  const { audio, video } = state.local.capture;
  const denied = audio.at === 'failed' && video.at === 'failed' && audio.failure === 'denied';
  if (denied) return { state: { ...state, stage: { ...lobby, joining: 'no' } }, effects: [] };
  return join(state, lobby);
}

function join(state: CallState, lobby: Lobby): Step {
  const joining: CallState = { ...state, stage: { ...lobby, joining: 'call' } };
  // Without a link the welcome that comes with the next one goes on from here.
  return { state: joining, effects: state.link.at === 'open' ? [joinEffect(state)] : [] };
}

export function joinEffect(state: CallState): CallEffect {
  return {
    do: 'join',
    call: state.call,
    name: state.local.name.trim() || NAMELESS,
    media: sentMedia(state.local),
    ...(state.key === undefined ? {} : { key: state.key }),
    ...(state.passphrase.text === '' ? {} : { passphrase: state.passphrase.text }),
  };
}

type Refused = Extract<CallEvent, { type: 'join-refused' }>;

function onRefused(state: CallState, lobby: Lobby, { code, details }: Refused, now: Millis): Step {
  if (isFinal(code)) return refuse(state, code, details);
  if (code === 'call.not_started') return waitUntil(state, details?.startsAt, now);
  if (code === 'call.passphrase_needed' || code === 'call.passphrase_wrong') return askPassphrase(state, lobby, code);
  // The session ended under the request; the next welcome asks again.
  if (code === 'session.lost') return { state, effects: [] };
  const back: CallState = { ...state, stage: { ...lobby, joining: 'no' } };
  return { state: addToast(back, { kind: 'refused', code }, now), effects: [] };
}

function askPassphrase(state: CallState, lobby: Lobby, code: string): Step {
  const passphrase = { asked: true, text: '', wrong: code === 'call.passphrase_wrong' };
  return { state: { ...state, passphrase, stage: { ...lobby, joining: 'no' } }, effects: [] };
}

export function refuse(state: CallState, code: string, details?: ErrorDetails): Step {
  const stage = { at: 'refused', code, ...(details === undefined ? {} : { details }) } as const;
  if (code !== 'call.link_invalid') return { state: { ...state, stage }, effects: [] };
  return { state: { ...state, key: undefined, hosting: false, stage }, effects: [{ do: 'forget-link' }] };
}
