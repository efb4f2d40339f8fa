import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fakeClock';
import { SignalingPair, welcome } from '../testing/signalingPair';
import { reconnectDelay } from './ladder';
import { type SessionEvent, SignalingSession } from './session';

const OTHER = 'b7n2c5d8f1g4h6j9l0s3eq';
const RESUME = 'cjR0WmJ2SzlXcExxTTN4TjdZZEhzVWdGMmtKYUNvRWk';
const candidate = { candidate: '', sdpMid: null, sdpMLineIndex: null, usernameFragment: null };

let clock: FakeClock;
let pair: SignalingPair;
let session: SignalingSession;
let events: SessionEvent[];

beforeEach(() => {
  clock = new FakeClock();
  pair = new SignalingPair();
  session = new SignalingSession(pair, clock, () => 0.5, { page: 'page' });
  events = [];
  session.subscribe((event) => events.push(event));
});

function connect(members: object = {}): void {
  session.start();
  acceptWith(members);
}

function acceptWith(members: object = {}): void {
  pair.open();
  pair.serverSends(welcome(members));
  pair.flush();
}

function received(...frames: object[]): void {
  pair.serverSends(...frames);
  pair.flush();
}

const left = (seq: number) => ({ seq, ack: 0, type: 'participantLeft', body: { participant: OTHER, reason: 'left' } });
const messages = () => events.filter((event) => event.type === 'message');

describe('SignalingSession', () => {
  it('S4: says hello first and nothing before the welcome', () => {
    session.start();
    session.send({ type: 'leaveCall', body: {} });
    pair.open();
    expect(pair.taken()).toEqual([{ type: 'hello', v: 1, page: 'page', attempt: 1 }]);
    received(welcome());
    expect(pair.taken()).toEqual([{ seq: 1, ack: 0, type: 'leaveCall', body: {} }]);
  });

  it('S5, S9: numbers envelopes and hands the answer to who asked', () => {
    connect();
    let answer: unknown;
    session.request({ type: 'lookUpCall', body: { call: 'tea' } }, (given) => {
      answer = given;
    });
    expect(pair.taken().at(-1)).toMatchObject({ seq: 1, id: 'page.1', type: 'lookUpCall' });
    const body = { call: 'tea', participants: [], full: false };
    received({ seq: 1, ack: 1, re: 'page.1', type: 'callFound', body });
    expect(answer).toEqual({ ok: true, message: { type: 'callFound', body } });
    expect(messages()).toEqual([]);
  });

  it('S9: an error is an answer', () => {
    connect();
    let answer: unknown;
    session.request({ type: 'endCall', body: {} }, (given) => {
      answer = given;
    });
    received({ seq: 1, ack: 1, re: 'page.1', type: 'error', body: { code: 'call.not_host', message: 'no' } });
    expect(answer).toEqual({ ok: false, code: 'call.not_host' });
  });

  it('S6: acks within a second, once for many', () => {
    connect();
    pair.taken();
    received(left(1), left(2));
    clock.advance(1000);
    expect(pair.taken()).toEqual([{ type: 'ack', ack: 2 }]);
  });

  it('S6: an envelope carries the ack', () => {
    connect();
    received(left(1));
    session.send({ type: 'leaveCall', body: {} });
    clock.advance(1000);
    expect(pair.taken().slice(1)).toEqual([{ seq: 1, ack: 1, type: 'leaveCall', body: {} }]);
  });

  it('S7: ignores what it has seen', () => {
    connect();
    received(left(1), left(1), left(2));
    expect(messages()).toHaveLength(2);
  });

  it('S7: reconnects and resumes when a number is missing', () => {
    connect();
    received(left(1), left(3));
    expect(messages()).toHaveLength(1);
    clock.advance(0);
    pair.taken();
    pair.open();
    expect(pair.taken()).toEqual([
      { type: 'hello', v: 1, resume: RESUME, lastSeq: 1, acked: 0, page: 'page', attempt: 2 },
    ]);
  });

  it('S12: repeats in order what was not acked, and nothing else', () => {
    connect();
    for (let i = 0; i < 3; i += 1) session.send({ type: 'addIceCandidate', to: OTHER, body: candidate });
    received({ type: 'ack', ack: 1 });
    pair.drop();
    session.send({ type: 'leaveCall', body: {} });
    clock.advance(0);
    pair.taken();
    acceptWith({ resumed: true, ack: 2 });
    expect(pair.taken().map(({ seq, type }) => [seq, type])).toEqual(
      [['hello'], [3, 'addIceCandidate'], [4, 'leaveCall']].map((row) =>
        row.length === 1 ? [undefined, row[0]] : row,
      ),
    );
  });

  it('S12: a snapshot sets the number it continues from', () => {
    connect();
    pair.drop();
    clock.advance(0);
    acceptWith({ resumed: true, ack: 0, snapshotSeq: 300 });
    received(left(301));
    expect(messages()).toHaveLength(1);
  });

  it('S12: a request whose answer is lost in an overflow has failed, one that was not heard is repeated', () => {
    connect();
    const answers: unknown[] = [];
    session.request({ type: 'lookUpCall', body: { call: 'tea' } }, (given) => answers.push(['look up', given]));
    pair.drop();
    session.request({ type: 'endCall', body: {} }, (given) => answers.push(['end', given]));
    clock.advance(0);
    pair.taken();
    acceptWith({ resumed: true, ack: 1, snapshotSeq: 300 });
    expect(answers).toEqual([['look up', { ok: false, code: 'session.lost' }]]);
    expect(pair.takenTypes()).toEqual(['hello', 'endCall']);
  });

  it('S13: an unknown token begins anew, with fresh numbers and no answers from the past', () => {
    connect();
    const answers: unknown[] = [];
    session.request({ type: 'endCall', body: {} }, (given) => answers.push(given));
    received(left(1), left(2));
    pair.drop();
    clock.advance(0);
    acceptWith({ resumed: false, participant: OTHER });
    expect(answers).toEqual([{ ok: false, code: 'session.lost' }]);
    pair.taken();
    session.send({ type: 'leaveCall', body: {} });
    expect(pair.taken()).toEqual([{ seq: 1, ack: 0, type: 'leaveCall', body: {} }]);
    received(left(1));
    expect(messages()).toHaveLength(3);
  });

  it('S14: stays away after being taken over, until a person asks', () => {
    connect();
    received({ type: 'fatal', code: 'session.taken_over', message: '' });
    clock.advance(60_000);
    expect(session.status).toEqual({ at: 'closed', code: 'session.taken_over' });
    expect(pair.attempts).toBe(1);
    session.retryNow();
    pair.taken();
    pair.open();
    expect(pair.taken()[0]).toMatchObject({ resume: RESUME });
  });

  it('S8: refuses requests when 256 envelopes wait for an ack', () => {
    connect();
    for (let i = 0; i < 256; i += 1) expect(session.send({ type: 'leaveCall', body: {} })).toBe(true);
    expect(session.send({ type: 'leaveCall', body: {} })).toBe(false);
    let answer: unknown;
    session.request({ type: 'endCall', body: {} }, (given) => {
      answer = given;
    });
    expect(answer).toEqual({ ok: false, code: 'session.outbox_full' });
  });

  it('S10: pings after 15 s of silence and gives up 10 s later', () => {
    connect();
    pair.taken();
    clock.advance(14_999);
    expect(pair.taken()).toEqual([]);
    clock.advance(1);
    expect(pair.taken()).toEqual([{ type: 'ping' }]);
    clock.advance(9_999);
    expect(session.status.at).toBe('open');
    clock.advance(1);
    expect(session.status.at).not.toBe('open');
  });

  it('S10: any frame is life, and a ping is answered', () => {
    connect();
    clock.advance(15_000);
    pair.taken();
    received({ type: 'ping' });
    expect(pair.taken()).toEqual([{ type: 'pong' }]);
    clock.advance(14_000);
    expect(session.status.at).toBe('open');
  });

  it('asks for life at once when the network changed', () => {
    connect();
    pair.taken();
    session.probe();
    expect(pair.taken()).toEqual([{ type: 'ping' }]);
  });

  it('what may be dead is given little time, however often one asks', () => {
    connect();
    for (let i = 0; i < 3; i += 1) {
      session.probe();
      clock.advance(499);
    }
    expect(session.status.at).toBe('open');
    clock.advance(3);
    expect(session.status.at).not.toBe('open');
  });

  it('an answer to the question whether it lives ends the hurry', () => {
    connect();
    session.probe();
    pair.serverSends({ type: 'pong' });
    pair.flush();
    clock.advance(14_000);
    expect(session.status.at).toBe('open');
  });

  it('climbs the ladder, and starts over after a welcome', () => {
    connect();
    const delays: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      pair.drop();
      const { status } = session;
      if (status.at !== 'waiting') throw new Error(status.at);
      delays.push(status.retryAt - clock.now());
      clock.advance(status.retryAt - clock.now());
    }
    expect(delays).toEqual([0, 300, 750, 750]);
    acceptWith({ resumed: true });
    pair.drop();
    expect(session.status).toMatchObject({ at: 'waiting', retryAt: clock.now() });
  });

  it('a server that died without a word is found within two seconds of its return, for a minute', () => {
    connect();
    pair.drop();
    for (const lostAt = clock.now(); clock.now() - lostAt < 60_000; ) {
      const { status } = session;
      if (status.at !== 'waiting') throw new Error(status.at);
      expect(status.retryAt - clock.now()).toBeLessThanOrEqual(2000);
      clock.advance(status.retryAt - clock.now());
      pair.drop();
    }
    expect(session.status).toMatchObject({ retryAt: clock.now() + 7500 });
  });

  it('S33: says up to where the server acked, in what it said before and after', () => {
    connect();
    for (let i = 0; i < 3; i += 1) session.send({ type: 'leaveCall', body: {} });
    received({ type: 'ack', ack: 2 });
    pair.drop();
    clock.advance(0);
    pair.taken();
    pair.open();
    expect(pair.taken()[0]).toMatchObject({ resume: RESUME, lastSeq: 0, acked: 2 });
  });

  it('S34: tells whether the server was restarted since the last welcome', () => {
    connect();
    for (const instance of ['another', 'another']) {
      pair.drop();
      clock.advance(300);
      acceptWith({ resumed: true, instance });
    }
    const restarted = events.flatMap((event) => (event.type === 'welcome' ? [event.restarted] : []));
    expect(restarted).toEqual([false, true, false]);
  });

  it('a page that was loaded again takes up the session without its numbers', () => {
    session = new SignalingSession(pair, clock, () => 0.5, { page: 'next', resume: RESUME });
    session.start();
    session.send({ type: 'leaveCall', body: {} });
    pair.open();
    expect(pair.taken()).toEqual([{ type: 'hello', v: 1, resume: RESUME, lastSeq: 0, page: 'next', attempt: 1 }]);
    received(welcome({ resumed: true, ack: 7, snapshotSeq: 30 }));
    expect(pair.taken()).toEqual([{ seq: 8, ack: 30, type: 'leaveCall', body: {} }]);
    pair.drop();
    clock.advance(0);
    pair.open();
    expect(pair.taken()).toMatchObject([{ lastSeq: 30, acked: 7, attempt: 2 }]);
  });

  it('S14: takes the session back with the numbers of the page that had it', () => {
    connect();
    const answers: unknown[] = [];
    session.request({ type: 'endCall', body: {} }, (given) => answers.push(given));
    received(left(1), { type: 'fatal', code: 'session.taken_over', message: '' });
    expect(answers).toEqual([{ ok: false, code: 'session.lost' }]);
    session.retryNow();
    pair.taken();
    acceptWith({ resumed: true, ack: 4, snapshotSeq: 9 });
    session.send({ type: 'leaveCall', body: {} });
    expect(pair.taken().map(({ seq, lastSeq }) => seq ?? lastSeq)).toEqual([0, 5]);
  });

  it('S35: a restart that was announced is one, not a loss, until the server is back', () => {
    connect();
    received({ type: 'goingAway' });
    expect(session.status).toEqual({ at: 'open' });
    pair.drop();
    expect(session.status).toMatchObject({ at: 'waiting', restarting: true });
    clock.advance(0);
    pair.drop();
    expect(session.status).toMatchObject({ at: 'waiting', restarting: true });
    clock.advance(300);
    acceptWith({ resumed: true, instance: 'another' });
    pair.drop();
    expect(session.status).not.toHaveProperty('restarting');
  });

  it('S35: a server that stays away longer than a restart takes is lost', () => {
    connect();
    received({ type: 'goingAway' });
    clock.advance(10_000);
    pair.drop();
    clock.advance(60_000);
    pair.drop();
    expect(session.status).not.toHaveProperty('restarting');
  });

  it('gives up on a connection that never welcomes', () => {
    session.start();
    pair.open();
    clock.advance(10_000);
    expect(session.status.at).not.toBe('open');
    expect(pair.connected === false || pair.attempts > 1).toBe(true);
  });

  it('does not resume a session whose frames the server refuses', () => {
    connect();
    received({ type: 'fatal', code: 'protocol.invalid', message: '' });
    clock.advance(300);
    pair.taken();
    pair.open();
    expect(pair.taken()).toEqual([{ type: 'hello', v: 1, page: 'page', attempt: 2 }]);
  });

  it('waits longer when there are too many', () => {
    connect();
    received({ type: 'fatal', code: 'session.too_many', message: '' });
    expect(session.status).toMatchObject({ at: 'waiting', retryAt: 7500, code: 'session.too_many' });
  });

  it('keeps the newest ICE servers for who comes later', () => {
    connect();
    const ice = { iceServers: [], expiresAt: '2026-11-22T10:00:00Z' };
    received({ seq: 1, ack: 0, type: 'iceServers', body: ice });
    expect(session.welcome?.ice).toEqual(ice);
  });

  describe('S32: detached', () => {
    beforeEach(() => {
      pair.carrier = 'http';
      connect();
      pair.taken();
    });

    const resumed = () => {
      acceptWith({ resumed: true });
      return pair.taken();
    };

    it('says so, is closed and stays away until there is something to say', () => {
      expect(session.detach()).toBe(true);
      expect(pair.taken()).toEqual([{ type: 'detach', why: 'idle' }]);
      expect([session.status.at, pair.connected]).toEqual(['detached', false]);
      clock.advance(14_000);
      expect(pair.attempts).toBe(1);
      session.send({ type: 'leaveCall', body: {} });
      expect(resumed()).toMatchObject([
        { type: 'hello', resume: RESUME },
        { seq: 1, type: 'leaveCall' },
      ]);
    });

    it('comes back after 15 s, and when it is woken', () => {
      session.detach();
      pair.taken();
      clock.advance(15_000);
      expect(resumed()).toMatchObject([{ type: 'hello' }]);
      expect(session.detach()).toBe(true);
      session.wake();
      session.wake();
      expect(pair.attempts).toBe(3);
    });

    it('not while something waits for an ack or an answer, here or there', () => {
      session.send({ type: 'leaveCall', body: {} });
      expect(session.detach()).toBe(false);
      received({ type: 'ack', ack: 1 }, left(1));
      expect(session.detach()).toBe(false);
      clock.advance(1000);
      expect(session.detach()).toBe(true);
    });

    it('not over a WebSocket, which costs nothing', () => {
      session.detach();
      session.wake();
      pair.carrier = 'websocket';
      pair.drop();
      clock.advance(0);
      resumed();
      expect(session.detach()).toBe(false);
    });

    it.each(['suspend', 'end'] as const)('a page that goes away says so all the same: %s', (how) => {
      session.detach();
      pair.taken();
      session[how]();
      pair.open();
      const last = how === 'end' ? { type: 'bye' } : { type: 'detach', why: 'unload' };
      expect(pair.taken()).toMatchObject([{ type: 'hello', resume: RESUME, attempt: 2 }, last]);
    });
  });

  it('ends with bye', () => {
    connect();
    pair.taken();
    session.end();
    expect(pair.taken()).toEqual([{ type: 'bye' }]);
    clock.advance(60_000);
    expect(pair.attempts).toBe(1);
  });

  it('sends only what the schema allows', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema(JSON.parse(readFileSync(`${__dirname}/../../../protocol/schema.json`, 'utf8')));
    const fits = ajv.compile({ $ref: 'urn:tincan:protocol:1#/$defs/ClientFrame' });
    connect();
    const none = () => undefined;
    session.request({ type: 'createCall', body: {} }, none);
    session.request({ type: 'lookUpCall', body: { call: 'tea' } }, none);
    session.request(
      { type: 'joinCall', body: { call: 'tea', name: 'Ana', media: { audio: true, video: false } } },
      none,
    );
    session.request({ type: 'endCall', body: {} }, none);
    session.send({ type: 'updateParticipant', body: { media: { audio: false, video: false } } });
    session.send({ type: 'createOffer', to: OTHER, body: { sdp: 'v=0', offerId: '1' } });
    session.send({ type: 'createAnswer', to: OTHER, body: { sdp: 'v=0', offerId: '1' } });
    session.send({ type: 'addIceCandidate', to: OTHER, body: candidate });
    session.send({ type: 'leaveCall', body: {} });
    received(left(1));
    clock.advance(1000);
    session.end();
    const frames = pair.taken();
    expect(frames).toHaveLength(12);
    for (const frame of frames) expect([frame.type, fits(frame)]).toEqual([frame.type, true]);
  });
});

describe('reconnectDelay', () => {
  it('comes at once twice, hurries for half a minute, and is patient after a minute', () => {
    const delays = [
      [0, 0],
      [1, 0],
      [2, 300],
      [30, 29_999],
      [40, 30_000],
      [60, 59_999],
      [99, 60_000],
    ].map(([attempt = 0, lostFor = 0]) => [0, 0.999].map((random) => reconnectDelay(attempt, lostFor, random)));
    expect(delays).toEqual([
      [0, 0],
      [300, 300],
      [500, 999],
      [500, 999],
      [1000, 1999],
      [1000, 1999],
      [7000, 7999],
    ]);
  });
});
