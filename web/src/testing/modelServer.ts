import type { ServerEnd } from './serverEnd';
import { welcome } from './signalingPair';

type Frame = { type: string; seq?: number; ack?: number; [member: string]: unknown };

interface Envelope {
  seq: number;
  content: { [member: string]: unknown };
}

/** One session as rules S5 to S15 and S30 to S36 have it; what it says and hears are numbers, to be counted. */
export class ModelServer {
  /** The numbers that the client said, in the order they were handled. */
  readonly handled: number[] = [];
  /** What was said and can never arrive: it was in no storage when the process ended. */
  readonly lost = new Set<number>();
  readonly violations: string[] = [];
  said = 0;
  crashes = 0;
  unackedMost = 0;
  #connection: ServerEnd | undefined;
  #known = false;
  #stale = false;
  #page: unknown;
  #attempt = 0;
  #received = 0;
  #sent = 0;
  #acked = 0;
  #outbox: Envelope[] = [];

  /** The connections of both carriers come in here. */
  accept = (end: ServerEnd): void => {
    end.onText = (text) => this.#onFrame(end, JSON.parse(text));
    end.onClosed = () => {
      if (this.#connection === end) this.#connection = undefined;
    };
  };

  say(): void {
    if (!this.#known) return;
    this.said += 1;
    this.#post({ type: 'participantLeft', body: { participant: String(this.said), reason: 'left' } });
  }

  announceRestart(): void {
    this.#connection?.send('{"type":"goingAway"}');
  }

  crash(): void {
    this.crashes += 1;
    for (const envelope of this.#outbox) this.#lose(envelope);
    this.#outbox = [];
    this.#stale = this.#known;
    this.#connection?.close();
    this.#connection = undefined;
  }

  #onFrame(end: ServerEnd, frame: Frame): void {
    if (frame.type === 'hello') this.#onHello(end, frame);
    else if (this.#connection !== end) end.close();
    else if (frame.seq !== undefined) this.#onEnvelope(end, frame);
    else if (frame.type === 'ack') this.#onAck(frame.ack ?? 0);
    else if (frame.type === 'ping') end.send('{"type":"pong"}');
    else if (frame.type === 'detach') end.close();
  }

  #onHello(end: ServerEnd, { resume, lastSeq = 0, acked = 0, page, attempt }: Frame): void {
    const late = this.#known && page === this.#page && Number(attempt) <= this.#attempt;
    if (late) {
      end.send('{"type":"fatal","code":"session.taken_over","message":""}');
      end.close();
      return;
    }
    if (this.#known && resume === undefined) this.#beginAnew();
    this.#page = page;
    this.#attempt = Number(attempt);
    const older = this.#connection;
    this.#connection = end;
    older?.close();
    const resumed = this.#known;
    this.#known = true;
    let snapshot = {};
    if (this.#stale) {
      this.#stale = false;
      this.#received = Number(acked);
      this.#sent = Number(lastSeq);
      this.#acked = this.#sent;
      snapshot = { snapshotSeq: this.#sent };
    } else this.#onAck(Number(lastSeq));
    const instance = `process ${this.crashes}`;
    end.send(JSON.stringify(welcome({ resumed, instance, ack: this.#received, ...snapshot })));
    for (const envelope of this.#outbox) this.#transmit(envelope);
  }

  /** The client never heard the welcome, so it has said nothing yet. */
  #beginAnew(): void {
    if (this.#received > 0) this.violations.push('a session was forgotten');
    for (const envelope of this.#outbox) this.#lose(envelope);
    this.#outbox = [];
    this.#sent = 0;
    this.#acked = 0;
    this.#known = false;
    this.#stale = false;
  }

  #onEnvelope(end: ServerEnd, { seq = 0, ack = 0, id, body }: Frame): void {
    this.#onAck(ack);
    if (seq <= this.#received) return;
    if (seq > this.#received + 1) {
      this.violations.push(`${seq} came after ${this.#received}`);
      end.close();
      return;
    }
    this.#received = seq;
    const { name, call } = body as { name?: string; call?: string };
    this.handled.push(Number(name ?? call));
    if (id !== undefined) this.#post({ type: 'callFound', re: id, body: { call, participants: [], full: false } });
    end.send(JSON.stringify({ type: 'ack', ack: this.#received }));
  }

  #onAck(seq: number): void {
    if (seq > this.#sent) this.violations.push(`ack of ${seq}, and only ${this.#sent} were said`);
    this.#acked = Math.max(this.#acked, seq);
    this.#outbox = this.#outbox.filter((envelope) => envelope.seq > this.#acked);
  }

  #post(content: Envelope['content']): void {
    const envelope = { seq: this.#sent + 1, content };
    // Until its first resume after a crash nobody knows from where to count; the snapshot covers what is said till then.
    if (this.#stale) this.#lose(envelope);
    else {
      this.#sent += 1;
      this.#outbox.push(envelope);
      this.unackedMost = Math.max(this.unackedMost, this.#outbox.length);
      this.#transmit(envelope);
    }
  }

  #lose({ content }: Envelope): void {
    this.lost.add(Number((content.body as { participant?: string }).participant));
  }

  #transmit({ seq, content }: Envelope): void {
    this.#connection?.send(JSON.stringify({ seq, ack: this.#received, ...content }));
  }
}
