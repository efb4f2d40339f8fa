import { type Decoded, decodeServerFrame } from '../protocol/decode';
import type { ClientControlFrame, ClientNotice, ClientRequest, ServerMessage, Welcome } from '../protocol/messages';
import type { Clock } from '../time/clock';
import { reconnectDelay } from './ladder';
import { Outbox } from './outbox';
import type { Connection, SignalingTransport } from './transport';

export type SessionStatus =
  | { at: 'idle' }
  | { at: 'connecting' }
  | { at: 'open' }
  | { at: 'waiting'; retryAt: number; code?: string }
  | { at: 'closed'; code: string };

export type SessionEvent =
  | { type: 'status'; status: SessionStatus }
  | { type: 'welcome'; welcome: Welcome }
  | { type: 'message'; message: ServerMessage; from?: string };

export type Answer = { ok: true; message: ServerMessage } | { ok: false; code: string };

const ACK_AFTER_MILLIS = 500;
const PING_AFTER_MILLIS = 15_000;
const DEAD_AFTER_MILLIS = 10_000;
const WELCOME_WITHIN_MILLIS = 10_000;

/** After these the server knows this session no more, or would refuse the same frames again: begin a new one. */
const ENDS_SESSION = new Set(['protocol.invalid', 'protocol.too_large', 'protocol.gap', 'session.rate_limited']);
/** After these, connecting again by itself would only do harm. */
const ENDS_FOR_GOOD = new Set(['session.taken_over', 'protocol.version']);

/** The link to the server that survives its connections: numbering, acks, replay, resume and reconnecting. */
export class SignalingSession {
  readonly #transport: SignalingTransport;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  readonly #answers = new Map<string, { seq: number; done: (answer: Answer) => void }>();
  readonly #outbox = new Outbox();

  #status: SessionStatus = { at: 'idle' };
  #welcome: Welcome | undefined;
  #connection: Connection | undefined;
  #welcomed = false;
  #resume: string | undefined;
  #received = 0;
  #attempt = 0;
  #nextId = 1;
  #cancelAck: (() => void) | undefined;
  #cancelLife: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(transport: SignalingTransport, clock: Clock, random: () => number) {
    this.#transport = transport;
    this.#clock = clock;
    this.#random = random;
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

  /** The network changed: asks for a sign of life at once rather than after the usual silence. */
  probe(): void {
    if (this.#status.at === 'open') this.#askForLife();
    else if (this.#status.at === 'waiting') this.retryNow();
  }

  /** Ends the session at the server at once. */
  end(): void {
    if (this.#welcomed) this.#control({ type: 'bye' });
    this.#forget('session.ended');
    this.#dropConnection();
    this.#become({ at: 'closed', code: 'session.ended' });
  }

  request(message: ClientRequest, done: (answer: Answer) => void): void {
    const id = String(this.#nextId++);
    if (!this.#outbox.hasRoom()) {
      done({ ok: false, code: 'session.outbox_full' });
      return;
    }
    const entry = this.#outbox.add({ ...message, id });
    this.#answers.set(id, { seq: entry.seq, done });
    if (this.#welcomed) this.#transmit(entry);
  }

  /** False when so much is unacknowledged that nothing more is taken. */
  send(message: ClientNotice): boolean {
    if (!this.#outbox.hasRoom()) return false;
    const entry = this.#outbox.add(message);
    if (this.#welcomed) this.#transmit(entry);
    return true;
  }

  #transmit(entry: { seq: number; content: object }): void {
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
      opened: () => {
        const resume = this.#resume;
        this.#control({
          type: 'hello',
          v: 1,
          ...(resume === undefined ? {} : { resume, lastSeq: this.#received }),
        });
      },
      received: (text) => this.#onFrame(decodeServerFrame(text)),
      closed: () => this.#lost(),
    });
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
      case 'goingAway':
        return;
      case 'fatal':
        this.#onFatal(frame.code);
    }
  }

  #onWelcome(welcome: Welcome): void {
    const first = this.#resume === undefined;
    this.#attempt = 0;
    this.#welcome = welcome;
    this.#resume = welcome.resume;
    if (welcome.resumed) {
      this.#outbox.acked(welcome.ack);
      if (welcome.snapshotSeq !== undefined) this.#skipTo(welcome.snapshotSeq, welcome.ack);
    } else {
      this.#received = 0;
      if (!first) this.#forget('session.lost');
    }
    this.#welcomed = true;
    this.#watchLife();
    for (const entry of this.#outbox.unacked()) this.#transmit(entry);
    this.#become({ at: 'open' });
    this.#emit({ type: 'welcome', welcome });
  }

  /** What the server said up to here is lost, answers included (rule S12). */
  #skipTo(seq: number, acked: number): void {
    this.#received = seq;
    const lost = [...this.#answers].filter(([, request]) => request.seq <= acked);
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
    if (re !== undefined && message.type === 'error') this.#answer(re, { ok: false, code: message.body.code });
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
      this.#become({ at: 'closed', code });
      return;
    }
    if (ENDS_SESSION.has(code)) {
      this.#resume = undefined;
      this.#forget('session.lost');
    }
    // Being refused for too much is no reason to hurry.
    if (code === 'session.rate_limited' || code === 'session.too_many') this.#attempt = Math.max(this.#attempt, 5);
    this.#lost(code);
  }

  #lost(code?: string): void {
    this.#dropConnection();
    const delay = reconnectDelay(this.#attempt++, this.#random());
    this.#become({ at: 'waiting', retryAt: this.#clock.now() + delay, ...(code === undefined ? {} : { code }) });
    this.#cancelRetry = this.#clock.after(delay, () => this.#connect());
  }

  /** Nothing that was asked or said in the old session will be heard in the next one. */
  #forget(code: string): void {
    this.#outbox.clear();
    const waiting = [...this.#answers.values()];
    this.#answers.clear();
    for (const { done } of waiting) done({ ok: false, code });
    if (code === 'session.ended') this.#resume = undefined;
  }

  #dropConnection(): void {
    this.#cancelAck?.();
    this.#cancelAck = undefined;
    this.#cancelLife?.();
    this.#cancelRetry?.();
    this.#welcomed = false;
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
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
    this.#cancelLife?.();
    this.#cancelLife = this.#clock.after(PING_AFTER_MILLIS, () => this.#askForLife());
  }

  #askForLife(): void {
    this.#control({ type: 'ping' });
    this.#cancelLife?.();
    this.#cancelLife = this.#clock.after(DEAD_AFTER_MILLIS, () => this.#lost());
  }

  #become(status: SessionStatus): void {
    this.#status = status;
    this.#emit({ type: 'status', status });
  }

  #emit(event: SessionEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
