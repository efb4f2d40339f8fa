import { describe, expect, it } from 'vitest';
import type { Signal } from '../protocol/messages';
import { FakePeerConnection } from '../testing/fakePeerConnection';
import { Negotiation, sessionIdOf } from './negotiation';

const settle = async () => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};

class Side {
  readonly peer: FakePeerConnection;
  readonly negotiation: Negotiation;
  readonly errors: unknown[] = [];
  readonly sent: Signal[] = [];
  attached = 0;

  constructor(name: string, polite: boolean) {
    this.peer = new FakePeerConnection(name);
    this.negotiation = new Negotiation(this.peer, polite, `${name}-`, {
      send: (signal) => this.sent.push(signal),
      beforeAnswer: () => {
        this.attached += 1;
      },
      failed: (error) => this.errors.push(error),
    });
  }

  receive(signal: Signal): Promise<void> {
    if (signal.type === 'createOffer') return this.negotiation.onOffer(signal.body);
    if (signal.type === 'createAnswer') return this.negotiation.onAnswer(signal.body);
    return this.negotiation.onCandidate(signal.body);
  }
}

async function deliverAll(a: Side, b: Side): Promise<void> {
  for (;;) {
    await settle();
    const toB = a.sent.splice(0);
    const toA = b.sent.splice(0);
    if (toA.length + toB.length === 0) return;
    for (const signal of toB) await b.receive(signal);
    for (const signal of toA) await a.receive(signal);
  }
}

const pair = () => ({ newcomer: new Side('new', true), host: new Side('old', false) });
const candidateOf = (ufrag: string): Signal => ({
  type: 'addIceCandidate',
  body: { candidate: `candidate of ${ufrag}`, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: ufrag },
});

describe('Negotiation', () => {
  it('S20: the newcomer offers, the other attaches its media and answers', async () => {
    const { newcomer, host } = pair();
    await newcomer.negotiation.offer();
    await deliverAll(newcomer, host);
    expect([newcomer.peer.signalingState, host.peer.signalingState]).toEqual(['stable', 'stable']);
    expect(newcomer.peer.remoteDescription?.type).toBe('answer');
    expect(host.attached).toBe(1);
  });

  it('glare: the polite side rolls back, the impolite side ignores, both end stable', async () => {
    const { newcomer, host } = pair();
    void newcomer.negotiation.offer();
    void host.negotiation.offer();
    await deliverAll(newcomer, host);
    expect([newcomer.peer.signalingState, host.peer.signalingState]).toEqual(['stable', 'stable']);
    expect([newcomer.peer.rollbacks, host.peer.rollbacks]).toEqual([1, 0]);
    expect(newcomer.peer.localDescription?.type).toBe('answer');
    expect([...newcomer.errors, ...host.errors]).toEqual([]);
  });

  it('glare: an offer that arrives while the impolite side is making one is ignored', async () => {
    const { newcomer, host } = pair();
    await newcomer.negotiation.offer();
    const [offer] = newcomer.sent.splice(0);
    const making = host.negotiation.offer();
    if (offer !== undefined) await host.receive(offer);
    await making;
    expect(host.sent.map(({ type }) => type)).toEqual(['createOffer']);
    expect(host.peer.remoteDescription).toBeNull();
  });

  it('ignores the answer to an offer that was rolled back', async () => {
    const { newcomer } = pair();
    await newcomer.negotiation.offer();
    await newcomer.receive({ type: 'createOffer', body: { sdp: 'o=- x 1 IN', offerId: 'old-1' } });
    await newcomer.receive({ type: 'createAnswer', body: { sdp: 'o=- y 1 IN', offerId: 'new-1' } });
    expect(newcomer.errors).toEqual([]);
    expect(newcomer.peer.remoteDescription?.type).toBe('offer');
  });

  it('ignores an answer that names another offer', async () => {
    const { newcomer } = pair();
    await newcomer.negotiation.offer();
    await newcomer.receive({ type: 'createAnswer', body: { sdp: 'o=- y 1 IN', offerId: 'new-0' } });
    expect(newcomer.peer.signalingState).toBe('have-local-offer');
  });

  it('the answer carries the id of the offer', async () => {
    const { host } = pair();
    await host.receive({ type: 'createOffer', body: { sdp: 'o=- x 1 IN', offerId: 'anything' } });
    expect(host.sent[0]).toMatchObject({ type: 'createAnswer', body: { offerId: 'anything' } });
  });

  it('adds candidates of the present generation and drops those of another', async () => {
    const { newcomer, host } = pair();
    await newcomer.negotiation.offer();
    await deliverAll(newcomer, host);
    await host.receive(candidateOf('new1'));
    await host.receive(candidateOf('new7'));
    expect(host.peer.candidates).toEqual(['candidate of new1']);
    expect(host.errors).toEqual([]);
  });

  it('candidates of an ignored offer are no error', async () => {
    const { newcomer, host } = pair();
    await host.negotiation.offer();
    await newcomer.negotiation.offer();
    for (const signal of newcomer.sent) await host.receive(signal);
    await host.receive(candidateOf('new1'));
    expect(host.errors).toEqual([]);
  });
});

describe('sessionIdOf', () => {
  it('reads the o= line', () => {
    expect(sessionIdOf('v=0\r\no=- 4611732 2 IN IP4 127.0.0.1\r\ns=-\r\n')).toBe('4611732');
    expect(sessionIdOf('')).toBe('');
  });
});
