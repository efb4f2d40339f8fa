import * as v from 'valibot';

/** The shapes of `protocol/schema.json`. Unknown members are ignored, as rule S3 asks. */

const media = v.object({ audio: v.boolean(), video: v.boolean() });

const ROLES = ['host', 'guest', 'viewer'] as const;
const role = v.picklist(ROLES);
const mediaKind = v.picklist(['audio', 'video', 'share']);

const participant = v.object({
  id: v.string(),
  name: v.string(),
  media,
  role,
  connected: v.boolean(),
  /** What a host stopped and they did not begin again since (rule S104). */
  stopped: v.exactOptional(v.array(mediaKind)),
});

/** Somebody who waits to be let in. */
const knocker = v.object({ participant: v.string(), name: v.string() });

const iceConfig = v.object({
  iceServers: v.array(
    v.object({
      urls: v.array(v.string()),
      username: v.exactOptional(v.string()),
      credential: v.exactOptional(v.string()),
    }),
  ),
  expiresAt: v.string(),
});

const limits = v.object({
  messageBytes: v.number(),
  participantsPerCall: v.number(),
  nameLength: v.number(),
});

const callView = v.object({
  call: v.string(),
  title: v.exactOptional(v.string()),
  you: v.string(),
  role,
  participants: v.array(participant),
  locked: v.exactOptional(v.boolean()),
  /** For hosts. */
  waiting: v.exactOptional(v.array(knocker)),
});

const sessionDescription = v.object({ sdp: v.string(), offerId: v.string() });

const candidate = v.object({
  candidate: v.string(),
  sdpMid: v.optional(v.nullable(v.string()), null),
  sdpMLineIndex: v.optional(v.nullable(v.number()), null),
  usernameFragment: v.optional(v.nullable(v.string()), null),
});

export const controlFrames = {
  welcome: v.object({
    type: v.literal('welcome'),
    v: v.literal(1),
    participant: v.string(),
    resume: v.string(),
    resumed: v.boolean(),
    instance: v.string(),
    ack: v.number(),
    ice: iceConfig,
    graceMillis: v.number(),
    limits,
    snapshotSeq: v.exactOptional(v.number()),
    snapshot: v.exactOptional(callView),
  }),
  ack: v.object({ type: v.literal('ack'), ack: v.number() }),
  ping: v.object({ type: v.literal('ping') }),
  pong: v.object({ type: v.literal('pong') }),
  goingAway: v.object({ type: v.literal('goingAway') }),
  fatal: v.object({ type: v.literal('fatal'), code: v.string(), message: v.string() }),
} as const;

export const envelope = v.object({
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  ack: v.pipe(v.number(), v.integer(), v.minValue(0)),
  type: v.string(),
  re: v.exactOptional(v.string()),
  from: v.exactOptional(v.string()),
  body: v.unknown(),
});

export const END_REASONS = ['host', 'empty', 'expired', 'max_length', 'canceled'] as const;

export const serverBodies = {
  callCreated: v.object({
    call: v.string(),
    hostKey: v.string(),
    links: v.exactOptional(v.object({ guest: v.exactOptional(v.string()), viewer: v.exactOptional(v.string()) })),
  }),
  callFound: v.object({
    call: v.string(),
    title: v.exactOptional(v.string()),
    participants: v.array(v.object({ name: v.string() })),
    full: v.boolean(),
    state: v.exactOptional(v.picklist(['scheduled', 'open', 'waiting', 'live', 'lingering'])),
    startsAt: v.exactOptional(v.string()),
    startsInSeconds: v.exactOptional(v.number()),
    zone: v.exactOptional(v.string()),
    lengthMinutes: v.exactOptional(v.number()),
    passphrase: v.exactOptional(v.boolean()),
    lobby: v.exactOptional(v.boolean()),
  }),
  callJoined: callView,
  joinPending: v.object({ call: v.string() }),
  knocked: knocker,
  knockEnded: v.object({ participant: v.string() }),
  muted: v.object({ by: v.string(), what: mediaKind }),
  removed: v.object({ call: v.string(), blocked: v.boolean() }),
  callUpdated: v.object({ call: v.string(), locked: v.boolean() }),
  participantJoined: v.object({ participant }),
  participantUpdated: v.object({ participant }),
  participantLeft: v.object({
    participant: v.string(),
    reason: v.picklist(['left', 'lost', 'removed']),
  }),
  callEnded: v.object({ call: v.string(), reason: v.picklist(END_REASONS) }),
  callOpened: v.object({ call: v.string() }),
  iceServers: iceConfig,
  error: v.object({
    code: v.string(),
    message: v.string(),
    details: v.exactOptional(v.record(v.string(), v.string())),
  }),
  createOffer: sessionDescription,
  createAnswer: sessionDescription,
  addIceCandidate: candidate,
} as const;

export type ServerMessageType = keyof typeof serverBodies;
export type ServerMessage = {
  [T in ServerMessageType]: { type: T; body: v.InferOutput<(typeof serverBodies)[T]> };
}[ServerMessageType];

export type Welcome = v.InferOutput<typeof controlFrames.welcome>;
export type ControlFrame = {
  [T in keyof typeof controlFrames]: v.InferOutput<(typeof controlFrames)[T]>;
}[keyof typeof controlFrames];

export type ParticipantId = string;
/** What an error tells beside its code, by name. */
export type ErrorDetails = Readonly<Record<string, string>>;
export type Role = (typeof ROLES)[number];
export type Media = v.InferOutput<typeof media>;
export type Participant = v.InferOutput<typeof participant>;
export type MediaKind = v.InferOutput<typeof mediaKind>;
export type Knocker = v.InferOutput<typeof knocker>;
export type IceConfig = v.InferOutput<typeof iceConfig>;
export type CallView = v.InferOutput<typeof callView>;
export type CallFound = v.InferOutput<typeof serverBodies.callFound>;
export type Candidate = v.InferOutput<typeof candidate>;
export type SessionDescription = v.InferOutput<typeof sessionDescription>;

/** What a call is to be; nothing said: now, for whoever has its link. */
interface NewCall {
  title?: string;
  startsAt?: string;
  zone?: string;
  lengthMinutes?: number;
  recurrence?: string;
  lobby?: boolean;
  invitedOnly?: boolean;
  passphrase?: string;
  lingeringSeconds?: number;
  lengthMaxMinutes?: number;
}

/** Requests carry an id and get exactly one answer (rule S9). */
export type ClientRequest =
  | { type: 'createCall'; body: NewCall }
  | { type: 'lookUpCall'; body: { call: string } }
  | { type: 'joinCall'; body: { call: string; name: string; media: Media; key?: string; passphrase?: string } }
  | { type: 'endCall'; body: Record<string, never> };

/** What one browser says to another through the server. */
export type Signal =
  | { type: 'createOffer'; body: SessionDescription }
  | { type: 'createAnswer'; body: SessionDescription }
  | { type: 'addIceCandidate'; body: Candidate };

/** What hosts alone may do; refused by an error, never answered otherwise. */
export type HostAct =
  | { type: 'admit' | 'deny'; body: { participant: ParticipantId } }
  | { type: 'admitAll'; body: Record<string, never> }
  | { type: 'muteParticipant'; body: { participant: ParticipantId; what: MediaKind } }
  | { type: 'removeParticipant'; body: { participant: ParticipantId; block: boolean } }
  | { type: 'lockCall'; body: { locked: boolean } }
  | { type: 'setRole'; body: { participant: ParticipantId; role: 'host' | 'guest' } };

export type ClientNotice =
  | { type: 'leaveCall'; body: Record<string, never> }
  | { type: 'updateParticipant'; body: { name?: string; media?: Media; share?: true } }
  | HostAct
  | (Signal & { to: ParticipantId });

/** The frames that are not envelopes (section 2 of the protocol). */
export type ClientControlFrame =
  | { type: 'hello'; v: 1; resume?: string; lastSeq?: number; acked?: number; page?: string; attempt?: number }
  | { type: 'ack'; ack: number }
  | { type: 'ping' }
  | { type: 'pong' }
  | { type: 'bye' }
  | { type: 'detach'; why: 'unload' | 'idle' };
