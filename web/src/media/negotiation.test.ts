import { describe, expect, it } from 'vitest';
import type { Signal } from '../protocol/messages';
import { FakePeerConnection } from '../testing/fakePeerConnection';
import { Negotiation } from './negotiation';

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

  it('adds candidates of the present generation and none of another', async () => {
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

  describe('with signals that come late, twice or in another order (S37)', () => {
    const offerOf = (side: Side) => side.sent.find((signal) => signal.type === 'createOffer') as Signal;

    it('gives the same answer to the same offer', async () => {
      const { newcomer, host } = pair();
      await newcomer.negotiation.offer();
      const offer = offerOf(newcomer);
      await host.receive(offer);
      await host.receive(offer);
      expect(host.sent).toHaveLength(2);
      expect(host.sent[1]).toEqual(host.sent[0]);
      expect(host.attached).toBe(1);
    });

    it('repeats an offer that nobody answered, with the candidates found meanwhile', async () => {
      const { newcomer } = pair();
      await newcomer.negotiation.offer();
      const [offer] = newcomer.sent.splice(0);
      if (newcomer.peer.localDescription === null || offer?.type !== 'createOffer') throw new Error('no offer');
      newcomer.peer.localDescription = { type: 'offer', sdp: `${offer.body.sdp}a=candidate:1\r\n` };
      await newcomer.negotiation.repeatPending();
      const body = { offerId: offer.body.offerId, sdp: `${offer.body.sdp}a=candidate:1\r\n` };
      expect(newcomer.sent).toEqual([{ type: 'createOffer', body }]);
    });

    it('repeats nothing when everything is answered', async () => {
      const { newcomer, host } = pair();
      newcomer.negotiation.repeatPending();
      await newcomer.negotiation.offer();
      await deliverAll(newcomer, host);
      await newcomer.negotiation.repeatPending();
      await host.negotiation.repeatPending();
      expect([...newcomer.sent, ...host.sent]).toEqual([]);
    });

    it('keeps candidates until a description names them', async () => {
      const { newcomer, host } = pair();
      await newcomer.negotiation.offer();
      await host.receive(candidateOf('new1'));
      await host.receive(candidateOf('new2'));
      await host.receive(offerOf(newcomer));
      expect(host.peer.candidates).toEqual(['candidate of new1']);
      await deliverAll(newcomer, host);
      await newcomer.negotiation.offer();
      await deliverAll(newcomer, host);
      expect(host.peer.candidates).toEqual(['candidate of new1', 'candidate of new2']);
      expect(host.errors).toEqual([]);
    });

    it('keeps a bounded number of them, the newest', async () => {
      const { newcomer, host } = pair();
      await newcomer.negotiation.offer();
      await host.receive(candidateOf('new1'));
      for (let i = 0; i < 64; i += 1) await host.receive(candidateOf('else'));
      await host.receive(offerOf(newcomer));
      expect(host.peer.candidates).toEqual([]);
    });

    it('takes two offers in a row one after the other', async () => {
      const { newcomer, host } = pair();
      await newcomer.negotiation.offer();
      await newcomer.negotiation.restart(true);
      const [first, second] = newcomer.sent.splice(0);
      if (first === undefined || second === undefined) throw new Error('no offers');
      await Promise.all([host.receive(first), host.receive(second)]);
      await deliverAll(newcomer, host);
      expect(newcomer.peer.agreed).toEqual(host.peer.agreed);
      expect([newcomer.peer.signalingState, host.peer.signalingState]).toEqual(['stable', 'stable']);
    });

    it('ignores an offer that is older than the one it answered', async () => {
      const { newcomer, host } = pair();
      await newcomer.negotiation.offer();
      await newcomer.negotiation.restart(true);
      const [first, second] = newcomer.sent.splice(0);
      if (first === undefined || second === undefined) throw new Error('no offers');
      await host.receive(second);
      await host.receive(first);
      expect(host.sent.map((signal) => 'offerId' in signal.body && signal.body.offerId)).toEqual(['new-2']);
    });

    it('takes an offer that overtook the answer made before it', async () => {
      const { newcomer, host } = pair();
      await host.negotiation.offer();
      await newcomer.receive(offerOf(host));
      host.sent.splice(0);
      const [first] = newcomer.sent;
      if (first !== undefined) await host.receive(first);
      await newcomer.negotiation.connected();
      await host.negotiation.restart(false);
      await newcomer.receive(offerOf(host));
      host.sent.splice(0);
      newcomer.sent.splice(0, 1);
      await newcomer.negotiation.offer();
      const [answer, offer] = newcomer.sent.splice(0);
      if (answer === undefined || offer === undefined) throw new Error('nothing sent');
      await host.receive(offer);
      await host.receive(answer);
      await deliverAll(newcomer, host);
      expect([newcomer.peer.signalingState, host.peer.signalingState]).toEqual(['stable', 'stable']);
      expect(newcomer.peer.agreed).toEqual(host.peer.agreed);
    });

    it('S39: who answered the first offer sends the answer again instead of an offer, until it is known to have come', async () => {
      const { newcomer, host } = pair();
      await newcomer.negotiation.offer();
      await host.receive(offerOf(newcomer));
      await host.negotiation.restart(true);
      await host.negotiation.offer();
      expect(host.sent.map(({ type }) => type)).toEqual(['createAnswer', 'createAnswer']);
      await host.negotiation.connected();
      expect(host.sent.at(-1)?.type).toBe('createOffer');
    });

    it('S39: the side whose offer began the connection yields, also one that was impolite before', async () => {
      const { newcomer, host } = pair();
      await host.negotiation.offer();
      await deliverAll(newcomer, host);
      for (const { negotiation } of [newcomer, host]) await negotiation.connected();
      void newcomer.negotiation.restart(false);
      void host.negotiation.restart(false);
      await deliverAll(newcomer, host);
      expect([newcomer.peer.rollbacks, host.peer.rollbacks]).toEqual([0, 1]);
      expect(newcomer.peer.agreed).toEqual(host.peer.agreed);
    });

    it('a restart repeats the offer under way, or makes it anew when its candidates are stale', async () => {
      const { newcomer } = pair();
      await newcomer.negotiation.offer();
      await newcomer.negotiation.restart(false);
      expect([newcomer.sent.length, newcomer.peer.restarts]).toEqual([2, 0]);
      expect(newcomer.sent[1]).toEqual(newcomer.sent[0]);
      await newcomer.negotiation.restart(true);
      expect(newcomer.sent[2]).not.toEqual(newcomer.sent[0]);
      expect(newcomer.peer.restarts).toBe(1);
    });
  });
});
