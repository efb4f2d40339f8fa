import { type Decoded, decodeServerFrame } from '../protocol/decode';
import type {
  ClientControlFrame,
  ClientNotice,
  ClientRequest,
  ErrorDetails,
  ServerMessage,
  Welcome,
} from '../protocol/messages';
import type { Clock } from '../time/clock';
import { reconnectDelay } from './ladder';
import { type Entry, Outbox } from './outbox';
import type { Connection, SignalingTransport } from './transport';

export type SessionStatus =
  | { at: 'idle' }
  | { at: 'connecting' }
  | { at: 'open' }
  /** Without a connection on purpose: nothing is to be said, and the others are reached without the server (S32). */
  | { at: 'detached' }
  /** `restarting`: the server said that it would be back (rule S35). */
  | { at: 'waiting'; retryAt: number; code?: string; restarting?: true }
  | { at: 'closed'; code: string };

export type SessionEvent =
  | { type: 'status'; status: SessionStatus }
  /** `restarted`: another process of the server than at the last welcome; its relayed connections are gone (S34). */
  | { type: 'welcome'; welcome: Welcome; restarted: boolean }
  | { type: 'message'; message: ServerMessage; from?: string };

export type Answer = { ok: true; message: ServerMessage } | { ok: false; code: string; details?: ErrorDetails };

const ACK_AFTER_MILLIS = 500;
const PING_AFTER_MILLIS = 15_000;
const DEAD_AFTER_MILLIS = 10_000;
/** When something says that the connection may be dead, an answer that is slower than this is not worth waiting for. */
const PROBED_WITHIN_MILLIS = 1500;
const WELCOME_WITHIN_MILLIS = 10_000;
/** So long a newcomer may have to wait when everyone else is detached. The server waits 90 s for who is. */
const CHECK_IN_AFTER_MILLIS = 15_000;
/** A server that stays away longer is not restarting, whatever it said. */
const RESTART_WITHIN_MILLIS = 60_000;

/** After these the server knows this session no more, or would refuse the same frames again: begin a new one. */
const ENDS_SESSION = new Set(['protocol.invalid', 'protocol.too_large', 'protocol.gap', 'session.rate_limited']);
/** After these, connecting again by itself would only do harm. */
const ENDS_FOR_GOOD = new Set(['session.taken_over', 'protocol.version']);

export interface SessionOptions {
  /** Names this load of the page (rule S36). */
  page: string;
  /** The token of a session that another load of the page had. */
  resume?: string | undefined;
}

/** The link to the server that survives its connections: numbering, acks, replay, resume and reconnecting. */
export class SignalingSession {
  readonly #transport: SignalingTransport;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  readonly #answers = new Map<string, { entry: Entry; done: (answer: Answer) => void }>();
  readonly #outbox = new Outbox();
  readonly #page: string;

  #status: SessionStatus = { at: 'idle' };
  #welcome: Welcome | undefined;
  #connection: Connection | undefined;
  #welcomed = false;
  #resume: string | undefined;
  #received = 0;
  /** The session's numbers are those of another page; this one learns them from the welcome. */
  #adopting: boolean;
  #goingAway = false;
  #lostAt: number | undefined;
  #attempt = 0;
  /** An answer is due soon; asking again would only put that off. */
  #probing = false;
  #connections = 0;
  #nextId = 1;
  #cancelAck: (() => void) | undefined;
  #cancelLife: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(transport: SignalingTransport, clock: Clock, random: () => number, { page, resume }: SessionOptions) {
    this.#transport = transport;
    this.#clock = clock;
    this.#random = random;
    this.#page = page;
    this.#resume = resume;
    this.#adopting = resume !== undefined;
  }

  get status(): SessionStatus {
    return this.#status;
  }

  /** The server's last welcome, with the newest ICE servers, for those who come to listen after it. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  subscribe(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#status.at === 'idle' || this.#status.at === 'closed') this.#connect();
  }

  /** Connects now instead of at the next rung: the network came back, or a person pressed the button. */
  retryNow(): void {
    if (this.#status.at === 'open' || this.#status.at === 'connecting') return;
    this.#attempt = 0;
    this.#connect();
  }

  /** Another network, on which another carrier may work, and the connection from before is likely dead. */
  networkChanged(): void {
    this.#transport.networkChanged?.();
    this.probe();
  }

  /** Asks for a sign of life at once rather than after the usual silence. */
  probe(): void {
    if (this.#status.at === 'open' && !this.#probing) {
      this.#probing = true;
      this.#askForLife(PROBED_WITHIN_MILLIS);
    } else if (this.#status.at === 'detached') this.wake();
    else if (this.#status.at === 'waiting') this.retryNow();
  }

  /** Ends the session at the server at once. */
  end(): void {
    this.#lastWord({ type: 'bye' });
    this.#forget('session.ended');
    this.#resume = undefined;
    this.#become({ at: 'closed', code: 'session.ended' });
  }

  /** The page goes away; the next one may take the session up within seconds (rule S32). */
  suspend(): void {
    this.#lastWord({ type: 'detach', why: 'unload' });
    this.#become({ at: 'idle' });
  }

  /** Lets go of the connection until there is something to say. False when the carrier is not worth it, or not now. */
  detach(): boolean {
    const settled = this.#outbox.unacked().length === 0 && this.#answers.size === 0 && this.#cancelAck === undefined;
    if (this.#connection?.carrier !== 'http' || !this.#welcomed || !settled) return false;
    this.#dropConnection({ type: 'detach', why: 'idle' });
    this.#become({ at: 'detached' });
    this.#cancelRetry = this.#clock.after(CHECK_IN_AFTER_MILLIS, () => this.wake());
    return true;
  }

  /** Comes back to the server, which may have news: a newcomer, or nothing. */
  wake(): void {
    if (this.#status.at === 'detached') this.#connect();
  }

  request(message: ClientRequest, done: (answer: Answer) => void): void {
    const id = `${this.#page}.${this.#nextId++}`;
    if (!this.#outbox.hasRoom()) {
      done({ ok: false, code: 'session.outbox_full' });
      return;
    }
    const entry = this.#outbox.add({ ...message, id });
    this.#answers.set(id, { entry, done });
    this.#say(entry);
  }

  /** False when so much is unacknowledged that nothing more is taken. */
  send(message: ClientNotice): boolean {
    if (!this.#outbox.hasRoom()) return false;
    this.#say(this.#outbox.add(message));
    return true;
  }

  #say(entry: Entry): void {
    if (this.#welcomed) this.#transmit(entry);
    else this.wake();
  }

  #transmit(entry: Entry): void {
    this.#noteAcked();
    this.#connection?.send(JSON.stringify({ seq: entry.seq, ack: this.#received, ...entry.content }));
  }

  #control(frame: ClientControlFrame): void {
    this.#connection?.send(JSON.stringify(frame));
  }

  #connect(): void {
    this.#cancelRetry?.();
    this.#dropConnection();
    this.#become({ at: 'connecting' });
    this.#cancelLife = this.#clock.after(WELCOME_WITHIN_MILLIS, () => this.#lost());
    this.#connection = this.#transport.connect({
      opened: () => this.#control(this.#hello()),
      received: (text) => this.#onFrame(decodeServerFrame(text)),
      closed: () => this.#lost(),
    });
  }

  #hello(): ClientControlFrame {
    const resume = this.#resume;
    const known = this.#adopting
      ? { resume, lastSeq: 0 }
      : { resume, lastSeq: this.#received, acked: this.#outbox.ackedSeq };
    return {
      type: 'hello',
      v: 1,
      ...(resume === undefined ? {} : { ...known, resume }),
      page: this.#page,
      attempt: ++this.#connections,
    };
  }

  #onFrame(decoded: Decoded): void {
    if (this.#welcomed) this.#watchLife();
    switch (decoded.kind) {
      case 'malformed':
        this.#lost();
        return;
      case 'control':
        this.#onControl(decoded.frame);
        return;
      case 'envelope':
      case 'unknown':
        this.#onEnvelope(decoded);
    }
  }

  #onControl(frame: Extract<Decoded, { kind: 'control' }>['frame']): void {
    switch (frame.type) {
      case 'welcome':
        this.#onWelcome(frame);
        return;
      case 'ack':
        this.#outbox.acked(frame.ack);
        return;
      case 'ping':
        this.#control({ type: 'pong' });
        return;
      case 'pong':
        return;
      case 'goingAway':
        this.#goingAway = true;
        return;
      case 'fatal':
        this.#onFatal(frame.code);
    }
  }

  #onWelcome(welcome: Welcome): void {
    const first = this.#resume === undefined;
    const restarted = this.#welcome !== undefined && this.#welcome.instance !== welcome.instance;
    this.#attempt = 0;
    this.#lostAt = undefined;
    this.#goingAway = false;
    this.#welcome = welcome;
    this.#resume = welcome.resume;
    if (welcome.resumed) this.#takeUp(welcome);
    else {
      this.#received = 0;
      if (!first) this.#forget('session.lost');
    }
    this.#adopting = false;
    this.#welcomed = true;
    this.#watchLife();
    for (const entry of this.#outbox.unacked()) this.#transmit(entry);
    this.#become({ at: 'open' });
    this.#emit({ type: 'welcome', welcome, restarted });
  }

  #takeUp({ ack, snapshotSeq }: Welcome): void {
    if (this.#adopting) {
      this.#outbox.continueAfter(ack);
      this.#received = snapshotSeq ?? 0;
      return;
    }
    this.#outbox.acked(ack);
    if (snapshotSeq !== undefined) this.#skipTo(snapshotSeq, ack);
  }

  /** What the server said up to here is lost, answers included (rule S12). */
  #skipTo(seq: number, acked: number): void {
    this.#received = seq;
    const lost = [...this.#answers].filter(([, request]) => request.entry.seq <= acked);
    for (const [id] of lost) this.#answer(id, { ok: false, code: 'session.lost' });
  }

  #onEnvelope(frame: Extract<Decoded, { kind: 'envelope' | 'unknown' }>): void {
    this.#outbox.acked(frame.ack);
    if (frame.seq <= this.#received) {
      this.#ackSoon();
      return;
    }
    if (frame.seq > this.#received + 1) {
      this.#lost();
      return;
    }
    this.#received = frame.seq;
    this.#ackSoon();
    if (frame.kind === 'unknown') {
      if (frame.re !== undefined) this.#answer(frame.re, { ok: false, code: 'message.unknown' });
      return;
    }
    const { message, re, from } = frame;
    if (message.type === 'iceServers' && this.#welcome !== undefined) {
      this.#welcome = { ...this.#welcome, ice: message.body };
    }
    if (re !== undefined && message.type === 'error') this.#answer(re, refused(message.body));
    else if (re !== undefined && this.#answer(re, { ok: true, message })) return;
    else this.#emit({ type: 'message', message, ...(from === undefined ? {} : { from }) });
  }

  #answer(id: string, answer: Answer): boolean {
    const request = this.#answers.get(id);
    this.#answers.delete(id);
    request?.done(answer);
    return request !== undefined;
  }

  #onFatal(code: string): void {
    if (ENDS_FOR_GOOD.has(code)) {
      this.#dropConnection();
      if (code === 'session.taken_over') {
        this.#adopting = true;
        this.#forget('session.lost');
      }
      this.#become({ at: 'closed', code });
      return;
    }
    if (ENDS_SESSION.has(code)) {
      this.#resume = undefined;
      this.#adopting = false;
      this.#forget('session.lost');
    }
    this.#lost(code);
  }

  #lost(code?: string): void {
    this.#dropConnection();
    const now = this.#clock.now();
    this.#lostAt ??= now;
    const lostFor = now - this.#lostAt;
    // Being refused for too much is no reason to hurry.
    const refused = code === 'session.rate_limited' || code === 'session.too_many';
    const delay = reconnectDelay(this.#attempt++, refused ? Number.POSITIVE_INFINITY : lostFor, this.#random());
    this.#become({
      at: 'waiting',
      retryAt: now + delay,
      ...(code === undefined ? {} : { code }),
      ...(this.#goingAway && lostFor < RESTART_WITHIN_MILLIS ? { restarting: true } : {}),
    });
    this.#cancelRetry = this.#clock.after(delay, () => this.#connect());
  }

  /** Nothing that was asked or said in the old session will be heard in the next one. */
  #forget(code: string): void {
    this.#outbox.clear();
    const waiting = [...this.#answers.values()];
    this.#answers.clear();
    for (const { done } of waiting) done({ ok: false, code });
  }

  /** Said on the connection that is there, or on one that is made for nothing else. */
  #lastWord(frame: ClientControlFrame): void {
    const detached = this.#status.at === 'detached';
    this.#dropConnection(this.#welcomed ? frame : undefined);
    if (!detached) return;
    const hello = JSON.stringify(this.#hello());
    const connection = this.#transport.connect({
      opened: () => {
        connection.send(hello);
        connection.close(JSON.stringify(frame));
      },
      received: () => undefined,
      closed: () => undefined,
    });
  }

  #dropConnection(last?: ClientControlFrame): void {
    this.#cancelAck?.();
    this.#cancelAck = undefined;
    this.#cancelLife?.();
    this.#cancelRetry?.();
    this.#welcomed = false;
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close(last === undefined ? undefined : JSON.stringify(last));
  }

  #ackSoon(): void {
    if (this.#cancelAck !== undefined) return;
    this.#cancelAck = this.#clock.after(ACK_AFTER_MILLIS, () => {
      this.#noteAcked();
      this.#control({ type: 'ack', ack: this.#received });
    });
  }

  #noteAcked(): void {
    this.#cancelAck?.();
    this.#cancelAck = undefined;
  }

  #watchLife(): void {
    this.#probing = false;
    this.#cancelLife?.();
    this.#cancelLife = this.#clock.after(PING_AFTER_MILLIS, () => this.#askForLife(DEAD_AFTER_MILLIS));
  }

  #askForLife(withinMillis: number): void {
    this.#control({ type: 'ping' });
    this.#cancelLife?.();
    this.#cancelLife = this.#clock.after(withinMillis, () => this.#lost());
  }

  #become(status: SessionStatus): void {
    this.#status = status;
    this.#emit({ type: 'status', status });
  }

  #emit(event: SessionEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

function refused({ code, details }: { code: string; details?: ErrorDetails }): Answer {
  return { ok: false, code, ...(details === undefined ? {} : { details }) };
}
