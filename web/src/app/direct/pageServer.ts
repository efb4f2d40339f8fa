import * as v from 'valibot';
import type { Media, Participant } from '../../protocol/messages';
import type { Connection, ConnectionListener, SignalingTransport } from '../../signaling/transport';

const YOU = 'you';
const OTHER = 'other';
const NEVER = '9999-12-31T23:59:59Z';

/** The limits of the server's own protocol (rule S25). */
const TEXT_MAX = 65_536;
const NAME_MAX = 60;
/** More than the candidates of an offer, and few enough to be kept for someone who is still asked for the camera. */
const EARLY_MAX = 256;

/** What two pages say to each other over the channel they first opened (rule S54). */
const farMessage = v.variant('type', [
  v.object({ type: v.literal('hello'), v: v.number() }),
  v.object({
    type: v.literal('participant'),
    body: v.object({
      name: v.pipe(
        v.string(),
        v.transform((name) => name.slice(0, NAME_MAX)),
      ),
      media: v.object({ audio: v.boolean(), video: v.boolean() }),
    }),
  }),
  v.object({ type: v.picklist(['createOffer', 'createAnswer', 'addIceCandidate']), body: v.unknown() }),
]);

export type FarMessage = v.InferOutput<typeof farMessage>;

export function decodeFarMessage(text: string): FarMessage | undefined {
  if (text.length > TEXT_MAX) return undefined;
  try {
    const result = v.safeParse(farMessage, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

interface ClientFrame {
  type: string;
  seq?: number;
  id?: string;
  body?: unknown;
  resume?: string;
}

interface Self {
  name: string;
  media: Media;
}

/**
 * As much of the server as a call of two needs, inside the page: the session of a call without a server is connected
 * to this one. What is meant for the other participant goes to the other page.
 */
export class PageServer implements SignalingTransport {
  readonly #title: string;
  /** Whoever came later offers (rule S20). */
  readonly #offers: () => boolean;
  readonly #toFar: (message: FarMessage) => void;
  #listener: ConnectionListener | undefined;
  #seq = 0;
  #ack = 0;
  #self: Self | undefined;
  #far: Self | undefined;
  #join: string | undefined;
  #joined = false;
  /** What the other page said before this one was in the call. */
  #early: Exclude<FarMessage, { type: 'hello' }>[] = [];

  constructor(title: string, offers: () => boolean, toFar: (message: FarMessage) => void) {
    this.#title = title;
    this.#offers = offers;
    this.#toFar = toFar;
  }

  connect(listener: ConnectionListener): Connection {
    this.#listener = listener;
    queueMicrotask(() => listener.opened());
    return {
      carrier: 'page',
      send: (text) => this.#onFrame(JSON.parse(text) as ClientFrame),
      close: () => {
        if (this.#listener === listener) this.#listener = undefined;
      },
    };
  }

  onFar(message: Exclude<FarMessage, { type: 'hello' }>): void {
    if (message.type === 'participant') {
      this.#far = message.body;
      this.#admit();
      if (this.#joined) this.#say({ type: 'participantUpdated', body: { participant: this.#participant(OTHER) } });
    } else if (this.#joined) this.#say({ type: message.type, from: OTHER, body: message.body });
    else if (this.#early.length < EARLY_MAX) this.#early.push(message);
  }

  /** The other side is there, but is no Tincan: the connection is all there is. */
  onPlain(name: string, media: Media, sdp: string): void {
    this.onFar({ type: 'createOffer', body: { sdp, offerId: 'plain' } });
    this.onFar({ type: 'participant', body: { name, media } });
  }

  end(reason: 'empty' | 'expired'): void {
    if (!this.#joined) return;
    this.#joined = false;
    this.#say({ type: 'callEnded', body: { call: this.#title, reason } });
  }

  #onFrame(frame: ClientFrame): void {
    if (frame.seq !== undefined) {
      this.#ack = frame.seq;
      this.#send({ type: 'ack', ack: this.#ack });
    }
    switch (frame.type) {
      case 'hello':
        this.#welcome(frame.resume !== undefined);
        return;
      case 'ping':
        this.#send({ type: 'pong' });
        return;
      case 'lookUpCall':
        this.#say({ type: 'callFound', re: frame.id, body: { ...this.#call(), participants: [], full: false } });
        return;
      case 'joinCall':
        this.#self = frame.body as Self;
        this.#join = frame.id;
        this.#tellSelf();
        this.#admit();
        return;
      case 'updateParticipant':
        if (this.#self !== undefined) this.#self = { ...this.#self, ...(frame.body as Partial<Self>) };
        this.#tellSelf();
        return;
      case 'createOffer':
      case 'createAnswer':
      case 'addIceCandidate':
        this.#toFar({ type: frame.type, body: frame.body });
        return;
      case 'leaveCall':
        this.#joined = false;
    }
  }

  #welcome(resumed: boolean): void {
    this.#send({
      type: 'welcome',
      v: 1,
      participant: YOU,
      resume: 'here',
      resumed,
      ack: this.#ack,
      instance: 'page',
      ice: { iceServers: [], expiresAt: NEVER },
      graceMillis: 20_000,
      limits: { messageBytes: 65_536, participantsPerCall: 2, nameLength: 60 },
    });
  }

  #tellSelf(): void {
    if (this.#self === undefined) return;
    const { name, media } = this.#self;
    this.#toFar({ type: 'participant', body: { name, media } });
  }

  /** In the call is who has said their name and knows the other's. */
  #admit(): void {
    if (this.#join === undefined || this.#far === undefined || this.#joined) return;
    const both = [this.#participant(OTHER), this.#participant(YOU)];
    const participants = this.#offers() ? both : both.reverse();
    this.#joined = true;
    this.#say({ type: 'callJoined', re: this.#join, body: { ...this.#call(), you: YOU, role: 'guest', participants } });
    for (const message of this.#early.splice(0)) this.onFar(message);
  }

  #call() {
    return { call: this.#title, title: this.#title };
  }

  #participant(id: typeof YOU | typeof OTHER): Participant {
    const { name, media } = (id === YOU ? this.#self : this.#far) ?? {
      name: '',
      media: { audio: false, video: false },
    };
    return { id, name, media, role: 'guest', connected: true };
  }

  #say(message: { type: string; re?: string | undefined; from?: string; body: unknown }): void {
    this.#seq += 1;
    this.#send({ seq: this.#seq, ack: this.#ack, ...message });
  }

  /** As a network does: never while the client is still speaking. */
  #send(frame: object): void {
    const listener = this.#listener;
    queueMicrotask(() => {
      if (listener !== undefined && listener === this.#listener) listener.received(JSON.stringify(frame));
    });
  }
}
