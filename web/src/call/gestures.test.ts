import { describe, expect, it } from 'vitest';
import type { Participant } from '../protocol/messages';
import { nextDeadline } from './deadline';
import type { CallEffect, CallEvent } from './events';
import { raisedHands } from './gestures';
import { enter } from './inCall';
import { initialState } from './state';
import { step } from './step';

const person = (id: string): Participant => ({
  id,
  name: id,
  media: { audio: true, video: true },
  role: 'guest',
  connected: true,
});

function call(...others: string[]) {
  const lobby = initialState({ call: 'tea', name: 'Ana', wanted: { audio: true, video: true }, key: undefined });
  let now = 1000;
  let { state } = enter(
    lobby,
    { call: 'tea', you: 'ana', role: 'guest', participants: [...others, 'ana'].map(person) },
    now,
  );
  return {
    on(event: CallEvent): readonly CallEffect[] {
      const after = step(state, event, now);
      state = after.state;
      return after.effects;
    },
    wait(millis: number) {
      now += millis;
      if (nextDeadline(state) <= now) this.on({ type: 'tick' });
    },
    get stage() {
      if (state.stage.at !== 'in-call') throw new Error(state.stage.at);
      return state.stage;
    },
    get toasts() {
      return state.toasts.map(({ kind }) => kind);
    },
  };
}

const told = (from: string, raised: boolean, age = 0): CallEvent => ({ type: 'hand-told', from, raised, age });
const channel = (id: string, open = true): CallEvent => ({ type: 'peer-channel', id, open });
const reaction = (from: string): CallEvent => ({ type: 'reaction-received', from, emoji: '👏' });

describe('raised hands', () => {
  it('S72: a hand is told to all at once, and to whom a channel opens later with its age', () => {
    const ana = call('ben');
    expect(ana.on({ type: 'hand-pressed' })).toEqual([{ do: 'tell-hand', raised: true, age: 0 }]);
    ana.wait(3000);
    expect(ana.on(channel('ben'))).toContainEqual({ do: 'tell-hand', to: 'ben', raised: true, age: 3000 });
    expect(ana.on({ type: 'hand-pressed' })).toEqual([{ do: 'tell-hand', raised: false, age: 0 }]);
    expect(ana.on(channel('ben')).map((effect) => effect.do)).not.toContain('tell-hand');
  });

  it('S73: who raised it first is first, whenever one hears of it', () => {
    const ana = call('ben', 'cara');
    ana.on({ type: 'hand-pressed' });
    ana.wait(100);
    ana.on(told('ben', true));
    ana.on(told('cara', true, 60_000));
    expect(raisedHands(ana.stage)).toEqual(['cara', 'me', 'ben']);
    ana.on(told('cara', false));
    expect(raisedHands(ana.stage)).toEqual(['me', 'ben']);
  });

  it('S73: saying it again changes no place', () => {
    const ana = call('ben', 'cara');
    ana.on(told('ben', true, 500));
    ana.on(told('cara', true, 100));
    ana.on(told('cara', true, 60_000));
    expect(raisedHands(ana.stage)).toEqual(['ben', 'cara']);
  });

  it('S74: a hand comes down when its person leaves, and over a new channel', () => {
    const ana = call('ben', 'cara');
    for (const id of ['ben', 'cara']) ana.on(told(id, true));
    ana.on({
      type: 'message',
      message: { type: 'participantLeft', body: { participant: 'ben', reason: 'left' } },
    });
    expect(raisedHands(ana.stage)).toEqual(['cara']);
    ana.on(channel('cara', false));
    expect(raisedHands(ana.stage)).toEqual(['cara']);
    ana.on(channel('cara'));
    expect(raisedHands(ana.stage)).toEqual([]);
  });

  it('is announced when it is new, not when it was there before', () => {
    const ana = call('ben', 'cara');
    ana.on(told('ben', true, 60_000));
    expect(ana.toasts).toEqual([]);
    ana.on(told('cara', true, 40));
    expect(ana.toasts).toEqual(['hand']);
  });

  it('of a stranger counts nothing, and those who left are forgotten', () => {
    const ana = call('ben', 'cara');
    ana.on(told('dan', true));
    ana.on(told('ben', true));
    ana.on({ type: 'message', message: { type: 'participantLeft', body: { participant: 'ben', reason: 'left' } } });
    ana.on(told('cara', true));
    expect([...ana.stage.gestures.hands.keys()]).toEqual(['cara']);
  });
});

describe('reactions', () => {
  it('is said to all, seen here too, and gone after a while', () => {
    const ana = call('ben');
    expect(ana.on({ type: 'reaction-pressed', emoji: '🎉' })).toEqual([{ do: 'send-reaction', emoji: '🎉' }]);
    ana.wait(1000);
    ana.on(reaction('ben'));
    expect(ana.stage.gestures.reactions).toMatchObject([
      { from: 'me', emoji: '🎉' },
      { from: 'ben', emoji: '👏' },
    ]);
    ana.wait(3000);
    expect(ana.stage.gestures.reactions).toMatchObject([{ from: 'ben' }]);
    ana.wait(1000);
    expect(ana.stage.gestures.reactions).toEqual([]);
  });

  it('S71: five of one person are shown at a time, and no more are sent', () => {
    const ana = call('ben', 'cara');
    for (let i = 0; i < 20; i += 1) ana.on(reaction('ben'));
    ana.on(reaction('cara'));
    ana.on(reaction('dan'));
    expect(ana.stage.gestures.reactions.map(({ from }) => from)).toEqual([...Array(5).fill('ben'), 'cara']);
    const sent = Array.from({ length: 20 }, () => ana.on({ type: 'reaction-pressed', emoji: '👍' })).flat();
    expect(sent).toHaveLength(5);
    ana.wait(4000);
    expect(ana.on({ type: 'reaction-pressed', emoji: '👍' })).toHaveLength(1);
  });
});
