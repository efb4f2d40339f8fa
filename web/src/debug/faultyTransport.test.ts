import { beforeEach, describe, expect, it } from 'vitest';
import { SignalingSession } from '../signaling/session';
import { FakeClock } from '../testing/fakeClock';
import { SignalingPair, welcome } from '../testing/signalingPair';
import { FaultyTransport } from './faultyTransport';

let clock: FakeClock;
let pair: SignalingPair;
let faulty: FaultyTransport;
let session: SignalingSession;

function accept(members: object = {}): void {
  pair.open();
  pair.serverSends(welcome(members));
  pair.flush();
}

beforeEach(() => {
  clock = new FakeClock();
  pair = new SignalingPair();
  faulty = new FaultyTransport(pair);
  session = new SignalingSession(faulty, clock, () => 0, { page: 'page' });
  session.start();
  accept();
  pair.taken();
});

describe('FaultyTransport', () => {
  it('drops the connection, and the session resumes', () => {
    faulty.drop();
    clock.advance(0);
    accept({ resumed: true });
    expect([session.status.at, faulty.attempts, faulty.carrier]).toEqual(['open', 2, 'websocket']);
  });

  it('loses what the server says next, and then the connection', () => {
    faulty.dropAfterLosing(2);
    const left = (seq: number) => ({
      seq,
      ack: 0,
      type: 'participantLeft',
      body: { participant: 'x', reason: 'left' },
    });
    pair.serverSends(left(1), left(2));
    pair.flush();
    expect(session.status.at).toBe('waiting');
    clock.advance(0);
    pair.open();
    expect(pair.taken()[0]).toMatchObject({ lastSeq: 0 });
  });

  it('forgets the token once', () => {
    faulty.forgetToken();
    clock.advance(0);
    pair.open();
    expect(pair.taken()[0]?.resume).toMatch(/^x+$/);
    faulty.drop();
    clock.advance(300);
    pair.open();
    expect(pair.taken()[0]?.resume).not.toMatch(/^x+$/);
  });

  it('vanishes without a word, and for good', () => {
    faulty.vanish();
    clock.advance(120_000);
    expect(pair.taken()).toEqual([]);
    expect(pair.attempts).toBe(1);
  });

  it('the server seems to restart', () => {
    faulty.announceRestart();
    faulty.drop();
    expect(session.status).toMatchObject({ at: 'waiting', restarting: true });
  });
});
