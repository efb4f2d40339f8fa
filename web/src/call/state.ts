import type {
  CallFound,
  END_REASONS,
  ErrorDetails,
  Knocker,
  Media,
  MediaKind,
  Participant,
  ParticipantId,
  Role,
} from '../protocol/messages';
import type { FileLine } from './files';
import type { Gestures } from './gestures';

/** All times are monotonic milliseconds, as handed to `step`. */
export type Millis = number;

export type LinkState =
  | { at: 'connecting' }
  | { at: 'open' }
  /** Without a connection to the server on purpose. */
  | { at: 'detached' }
  | { at: 'waiting'; retryAt: Millis; since: Millis; code?: string; restarting?: true }
  | { at: 'closed'; code: string };

export type DeviceKind = 'audio' | 'video';
export type DeviceFailure = 'denied' | 'missing' | 'busy' | 'insecure' | 'other';

/** A microphone or camera as this page has it. A muted microphone stays `on`; a camera that is off is closed. */
export type Capture =
  | { at: 'unasked' }
  | { at: 'asking' }
  | { at: 'on' }
  /** Another device of the kind is being opened in place of the one that was on; the others need not hear of it. */
  | { at: 'switching' }
  | { at: 'off' }
  | { at: 'failed'; failure: DeviceFailure };

export interface NamedDevice {
  id: string;
  label: string;
}

/** What a microphone hears, muted or not; `nothing` is digital silence. */
export type Sound = 'voice' | 'noise' | 'nothing';

/** A device that went while it was in use; it is taken again when it comes back. */
export interface LostDevice extends NamedDevice {
  /** The browser no longer lists it: what is listed later has come back. */
  absent: boolean;
}

export interface Local {
  name: string;
  /** What the person wants to send; what is sent also needs the device. */
  wanted: Media;
  capture: Record<DeviceKind, Capture>;
  lost: Partial<Record<DeviceKind, LostDevice>>;
  heard: { sound: Sound; since: Millis } | undefined;
  /** A muted microphone is open for as long as a key is held. */
  talking: boolean;
  /** Who was told that they are muted is not told again before. */
  mutedToldUntil: Millis;
  silenceTold: boolean;
}

/** The media connection to one other participant. */
export type PeerState =
  /** No connection may be opened yet: someone we are still connected with may be about to say this is them. */
  | { at: 'held'; until: Millis }
  | { at: 'connecting'; since: Millis; deadline: Millis }
  | { at: 'connected'; path: 'unknown' | 'direct' | 'relayed'; lossy: boolean }
  | { at: 'shaky'; since: Millis; actAt: Millis }
  | {
      at: 'restarting';
      /** Since when nothing works. */
      since: Millis;
      /** When the present repair began. */
      begun: Millis;
      deadline: Millis;
      by: 'ice-restart' | 'rebuild';
      /** ICE restarts so far. */
      tries: number;
    }
  /** Neither new paths nor a new connection helped; it is tried again now and then. */
  | { at: 'failed'; retryAt: Millis };

export interface Remote {
  participant: Participant;
  /** The id they had first: stays the same when the server gives them another, and with it their place on screen. */
  place: ParticipantId;
  /** In perfect negotiation, whether this browser yields: the newcomer of a pair does (rule S20). */
  polite: boolean;
  peer: PeerState;
  /** The server no longer knows this participant, but the media flows on. */
  adrift: boolean;
  channelOpen: boolean;
  /** They show a screen beside their camera. */
  sharing: boolean;
}

export interface ChatLine {
  id: string;
  /** The place of the one who wrote it. */
  from: ParticipantId | 'me';
  name: string;
  text: string;
  /** Wall clock, for people to read. */
  writtenAt: number;
  /** The places of those who have not said yet that they have it. */
  waitsFor: readonly ParticipantId[];
  /** Who told it, when that was not its writer: somebody who was there before. */
  toldBy?: string;
}

export interface Chat {
  open: boolean;
  unread: number;
  lines: readonly ChatLine[];
  files: readonly FileLine[];
  /** This browser came later than others, and nobody told yet what was said before. */
  historyWanted: boolean;
}

export type Toast = { id: number; until: Millis } & ToastContent;
export type ToastContent =
  | { kind: 'joined' | 'left' | 'lost' | 'hand' | 'removed'; name: string }
  | { kind: 'stopped'; what: MediaKind; by: string | undefined }
  | { kind: 'locked' | 'unlocked' | Role }
  | { kind: 'device'; device: DeviceKind; failure: DeviceFailure }
  | { kind: 'device-gone'; device: DeviceKind; lost: string; instead: string | undefined }
  | { kind: 'device-back'; label: string }
  | { kind: 'muted' | 'silent' }
  | { kind: 'share-failed' }
  | { kind: 'refused'; code: string };

/** What a shared screen shows, as the hint that browsers take: text to be read, or pictures that move. */
export type ShareContent = 'detail' | 'motion';

export type Lookup = { at: 'pending' } | { at: 'found'; found: CallFound };

/** The word a guest has to know; `wrong`: the last one was not it. */
type Passphrase = { asked: boolean; text: string; wrong: boolean };

export type EndReason = 'left' | (typeof END_REASONS)[number];

export type Stage =
  | { at: 'lobby'; lookup: Lookup; nextLookupAt: Millis; joining: 'no' | 'devices' | 'call' | 'admission' }
  /** On the way back into a call that this browser did not leave: no door, no questions. */
  | { at: 'returning' }
  | {
      at: 'in-call';
      role: Role;
      joinedAt: Millis;
      remotes: readonly Remote[];
      chat: Chat;
      /** The own screen. */
      share: 'off' | 'asking' | 'on';
      shareContent: ShareContent;
      gestures: Gestures;
      /** Nobody else comes in. */
      locked: boolean;
      /** Told to hosts: who is before the door. */
      waiting: readonly Knocker[];
      /** A host stopped the own screen; it is shown again only by pressing the button. */
      shareStopped: boolean;
      /** The session was lost; this browser is joining again while its media goes on. */
      rejoining: boolean;
    }
  | { at: 'ended'; reason: EndReason; durationMillis: number }
  /** The call cannot be entered, for a reason the server named. */
  | { at: 'refused'; code: string; details?: ErrorDetails }
  /** The call begins later; the page goes on by itself when it opens. */
  /** `opensAt` by the server's clock, told in this page's; undefined until the server says it. */
  | { at: 'early'; startsAt: string; opensAt: Millis | undefined; found: CallFound | undefined; nextLookupAt: Millis };

export interface CallState {
  /** The id or name of the call, in the server's spelling once known. */
  call: string;
  title: string | undefined;
  /** The secret of the link that this browser came by. */
  key: string | undefined;
  passphrase: Passphrase;
  /** By a link that makes a host. */
  hosting: boolean;
  /** This person sees and hears, and sends nothing (rule S90). */
  viewing: boolean;
  you: ParticipantId | undefined;
  link: LinkState;
  local: Local;
  stage: Stage;
  toasts: readonly Toast[];
  nextToastId: number;
}

export interface Start {
  call: string;
  name: string;
  wanted: Media;
  key: string | undefined;
  /** The link is one for hosts. */
  hosting?: boolean;
  /** The link is one for looking on. */
  viewing?: boolean;
  /** The page was in this call before it was loaded again. */
  returning?: boolean;
}

export const LOBBY: Extract<Stage, { at: 'lobby' }> = {
  at: 'lobby',
  lookup: { at: 'pending' },
  nextLookupAt: Number.POSITIVE_INFINITY,
  joining: 'no',
};

export function initialState(start: Start): CallState {
  return {
    call: start.call,
    title: undefined,
    key: start.key,
    hosting: start.hosting ?? false,
    viewing: start.viewing ?? false,
    passphrase: { asked: false, text: '', wrong: false },
    you: undefined,
    link: { at: 'connecting' },
    local: {
      name: start.name,
      wanted: start.viewing ? { audio: false, video: false } : start.wanted,
      capture: { audio: { at: 'unasked' }, video: { at: 'unasked' } },
      lost: {},
      heard: undefined,
      talking: false,
      mutedToldUntil: 0,
      silenceTold: false,
    },
    stage: start.returning ? { at: 'returning' } : LOBBY,
    toasts: [],
    nextToastId: 1,
  };
}

/** What really is sent now; this is what the others are told. */
export function sentMedia({ wanted, capture, talking }: Local): Media {
  return {
    audio: (wanted.audio || talking) && isSent(capture.audio),
    video: wanted.video && isSent(capture.video),
  };
}

function isSent({ at }: Capture): boolean {
  return at === 'on' || at === 'switching';
}
