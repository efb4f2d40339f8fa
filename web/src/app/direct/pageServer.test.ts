import { describe, expect, it } from 'vitest';
import { type SessionEvent, SignalingSession } from '../../signaling/session';
import { FakeClock } from '../../testing/fakeClock';
import { decodeFarMessage, type FarMessage, PageServer } from './pageServer';

const MEDIA = { audio: true, video: true };

/** One page: a session at a server of its own, and a list of what it was told. */
class Side {
  readonly heard: SessionEvent[] = [];
  readonly server: PageServer;
  readonly session: SignalingSession;
  readonly said: FarMessage[] = [];
  other: Side | undefined;

  constructor(offers: boolean) {
    this.server = new PageServer(
      'tea',
      () => offers,
      (message) => {
        this.said.push(message);
        const far = decodeFarMessage(JSON.stringify(message));
        if (far !== undefined && far.type !== 'hello') this.other?.server.onFar(far);
      },
    );
    this.session = new SignalingSession(this.server, new FakeClock(), () => 0, { page: 'p1' });
    this.session.subscribe((event) => this.heard.push(event));
    this.session.start();
  }

  join(name: string): void {
    this.session.request({ type: 'joinCall', body: { call: 'tea', name, media: MEDIA } }, (answer) => {
      if (answer.ok) this.heard.push({ type: 'message', message: answer.message });
    });
  }

  messages(type: string): unknown[] {
    return this.heard.flatMap((event) =>
      event.type === 'message' && event.message.type === type ? [event.message.body] : [],
    );
  }
}

async function pair(): Promise<[Side, Side]> {
  const sides: [Side, Side] = [new Side(true), new Side(false)];
  [sides[0].other, sides[1].other] = [sides[1], sides[0]];
  await settle();
  return sides;
}

async function settle(): Promise<void> {
  for (let i = 0; i < 30; i += 1) await Promise.resolve();
}

describe('S54 a server in each page', () => {
  it('lets both in when both have said their names; the one who made the offer counts as the newcomer', async () => {
    const [ana, ben] = await pair();
    ana.join('Ana');
    await settle();
    expect(ana.messages('callJoined')).toEqual([]);
    ben.join('Ben');
    await settle();
    const names = (side: Side) =>
      (
        side.messages('callJoined')[0] as { you: string; participants: { id: string; name: string }[] }
      ).participants.map(({ id, name }) => `${id} ${name}`);
    expect(names(ana)).toEqual(['other Ben', 'you Ana']);
    expect(names(ben)).toEqual(['you Ben', 'other Ana']);
  });

  it('keeps what the other page says until this one is in the call', async () => {
    const [ana, ben] = await pair();
    ana.join('Ana');
    await settle();
    ben.server.onFar({ type: 'createOffer', body: { sdp: 'v=0', offerId: 'a1' } });
    await settle();
    expect(ben.messages('createOffer')).toEqual([]);
    ben.join('Ben');
    await settle();
    expect(ben.messages('createOffer')).toEqual([{ sdp: 'v=0', offerId: 'a1' }]);
  });

  it('passes on signals and changes of media, and acknowledges what it was told', async () => {
    const [ana, ben] = await pair();
    ana.join('Ana');
    ben.join('Ben');
    await settle();
    for (let i = 0; i < 300; i += 1) {
      expect(ana.session.send({ type: 'createAnswer', to: 'other', body: { sdp: `v=${i}`, offerId: 'b1' } })).toBe(
        true,
      );
      await settle();
    }
    expect(ben.messages('createAnswer')).toHaveLength(300);
    ana.session.send({ type: 'updateParticipant', body: { media: { audio: false, video: true } } });
    await settle();
    expect(ben.messages('participantUpdated')).toMatchObject([
      { participant: { id: 'other', name: 'Ana', media: { audio: false } } },
    ]);
  });

  it('ends the call once', async () => {
    const [ana, ben] = await pair();
    ana.server.end('empty');
    ana.join('Ana');
    ben.join('Ben');
    await settle();
    ana.server.end('empty');
    ana.server.end('expired');
    await settle();
    expect(ana.messages('callEnded')).toEqual([{ call: 'tea', reason: 'empty' }]);
  });

  it('S55 lets another program in without offering to it', async () => {
    const [ana] = await pair();
    ana.server.onPlain('Another program', MEDIA, 'v=0');
    ana.join('Ana');
    await settle();
    expect(ana.messages('callJoined')).toHaveLength(1);
    expect(ana.messages('createOffer')).toEqual([{ sdp: 'v=0', offerId: 'plain' }]);
  });

  it.each(['', 'Hello', '{}', '{"type":"leave"}', '{"type":"participant","body":{"name":7}}', 'x'.repeat(70_000)])(
    'takes nothing from %.30s',
    (text) => {
      expect(decodeFarMessage(text)).toBeUndefined();
    },
  );
});
