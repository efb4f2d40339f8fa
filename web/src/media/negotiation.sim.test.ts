import { describe, expect, it } from 'vitest';
import type { Signal } from '../protocol/messages';
import { FakePeerConnection } from '../testing/fakePeerConnection';
import { forEachSeed } from '../testing/seeds';
import { Negotiation } from './negotiation';

const settle = async () => {
  for (let i = 0; i < 30; i += 1) await Promise.resolve();
};

interface Side {
  peer: FakePeerConnection;
  negotiation: Negotiation;
  errors: unknown[];
}

/** Two sides and two carriers between them: each keeps its order, and may lose and repeat what it carries. */
class Pair {
  readonly sides: readonly [Side, Side];
  readonly #random: () => number;
  readonly #carriers: { to: 0 | 1; signal: Signal }[][] = [[], []];
  lossy = true;

  constructor(random: () => number) {
    this.#random = random;
    this.sides = [this.#side('ana', true, 1), this.#side('ben', false, 0)];
  }

  #side(name: string, polite: boolean, to: 0 | 1): Side {
    const peer = new FakePeerConnection(name);
    const errors: unknown[] = [];
    const negotiation = new Negotiation(peer, polite, `${name}-`, {
      send: (signal) => this.#send(to, signal),
      beforeAnswer: () => undefined,
      failed: (error) => errors.push(error),
    });
    return { peer, negotiation, errors };
  }

  #send(to: 0 | 1, signal: Signal): void {
    const both = this.#random() < 0.3;
    const chosen = this.#random() < 0.5 ? 0 : 1;
    for (const [index, carrier] of this.#carriers.entries()) {
      if (!both && index !== chosen) continue;
      if (this.lossy && this.#random() < 0.3) continue;
      carrier.push({ to, signal });
      if (this.#random() < 0.2) carrier.push({ to, signal });
    }
  }

  get quiet(): boolean {
    return this.#carriers.every((carrier) => carrier.length === 0);
  }

  async deliverOne(): Promise<void> {
    const busy = this.#carriers.filter((carrier) => carrier.length > 0);
    const next = busy[Math.floor(this.#random() * busy.length)]?.shift();
    if (next === undefined) return;
    const { negotiation } = this.sides[next.to];
    const { signal } = next;
    if (signal.type === 'createOffer') void negotiation.onOffer(signal.body);
    else if (signal.type === 'createAnswer') void negotiation.onAnswer(signal.body);
    if (this.#random() < 0.7) await settle();
    await this.#connect();
  }

  async #connect(): Promise<void> {
    const [ana, ben] = this.sides.map(({ peer }) => peer.agreed.join());
    if (ana === '' || ana !== ben) return;
    for (const { negotiation } of this.sides) await negotiation.connected();
  }
}

describe('Negotiation over two carriers that lose, repeat and overtake', { timeout: 60_000 }, () => {
  it('S37: both sides are stable and agree when the network has healed', async () => {
    await forEachSeed(300, async (random) => {
      const pair = new Pair(random);
      const [ana, ben] = pair.sides;
      void ana.negotiation.offer();
      for (let turn = 0; turn < 30; turn += 1) {
        const side = pair.sides[random() < 0.5 ? 0 : 1];
        const chance = random();
        if (chance < 0.1) void side.negotiation.restart(false);
        else if (chance < 0.2) void side.negotiation.restart(true);
        else if (chance < 0.3) void side.negotiation.repeatPending();
        else await pair.deliverOne();
      }
      pair.lossy = false;
      await settle();
      for (let round = 0; round < 3; round += 1) {
        while (!pair.quiet) {
          await pair.deliverOne();
          await settle();
        }
        for (const { negotiation } of pair.sides) await negotiation.repeatPending();
      }
      expect(pair.quiet).toBe(true);
      expect([ana.peer.signalingState, ben.peer.signalingState]).toEqual(['stable', 'stable']);
      expect(ana.peer.agreed).toEqual(ben.peer.agreed);
      expect([...ana.errors, ...ben.errors]).toEqual([]);
    });
  });
});
