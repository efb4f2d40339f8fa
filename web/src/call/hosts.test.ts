import { describe, expect, it } from 'vitest';
import type { CallView, MediaKind, Participant, ServerMessage } from '../protocol/messages';
import type { CallEffect, CallEvent } from './events';
import { type CallState, initialState } from './state';
import { step } from './step';

const person = (id: string, more: Partial<Participant> = {}): Participant => ({
  id,
  name: id,
  media: { audio: true, video: true },
  role: 'guest',
  connected: true,
  ...more,
});
const BEN = person('ben', { role: 'host' });
const view = (more: Partial<CallView> = {}): CallView => ({
  call: 'tea',
  you: 'ana',
  role: 'guest',
  participants: [BEN],
  ...more,
});
const says = (message: ServerMessage): CallEvent => ({ type: 'message', message });
const muted = (what: MediaKind): CallEvent => says({ type: 'muted', body: { by: 'ben', what } });
const error = (code: string): CallEvent => says({ type: 'error', body: { code, message: '' } });
const welcomed = (more: object = {}): CallEvent => ({
  type: 'welcomed',
  you: 'ana',
  resumed: false,
  ice: { iceServers: [], expiresAt: '2026-11-21T10:00:00Z' },
  snapshotTaken: false,
  restarted: false,
  ...more,
});

class Story {
  state: CallState = initialState({
    call: 'tea',
    name: 'Ana',
    wanted: { audio: true, video: true },
    key: undefined,
  });
  effects: CallEffect[] = [];

  on(...events: CallEvent[]): this {
    for (const event of events) {
      const after = step(this.state, event, 1000);
      this.state = after.state;
      this.effects.push(...after.effects);
    }
    return this;
  }

  get said(): string[] {
    return this.effects.flatMap((effect) => (effect.do === 'send' ? [effect.message.type] : []));
  }

  get call() {
    if (this.state.stage.at !== 'in-call') throw new Error(this.state.stage.at);
    return this.state.stage;
  }
}

const asked = () =>
  new Story().on(
    { type: 'link-changed', link: { at: 'open' } },
    welcomed(),
    { type: 'devices-wanted' },
    { type: 'captured', outcome: { audio: { ok: true }, video: { ok: true } } },
    { type: 'join-pressed' },
  );
const inCall = (more: Partial<CallView> = {}) => {
  const story = asked().on({ type: 'call-joined', view: view(more) });
  story.effects = [];
  return story;
};
const waiting = () => asked().on({ type: 'join-pending' });

describe('before a door', () => {
  it('waits, and is let in', () => {
    const story = waiting();
    expect(story.state.stage).toMatchObject({ at: 'lobby', joining: 'admission' });
    expect(story.on(says({ type: 'callJoined', body: view() })).call.remotes).toHaveLength(1);
  });

  it.each(['call.denied', 'call.knock_expired'])('is told %s', (code) => {
    expect(waiting().on(error(code)).state.stage).toEqual({ at: 'refused', code });
  });

  it('may give up, and is not in the call if the door was opened just then', () => {
    const story = waiting().on({ type: 'wait-canceled' });
    expect(story.state.stage).toMatchObject({ joining: 'no' });
    story.on(says({ type: 'callJoined', body: view() }));
    expect(story.state.stage.at).toBe('lobby');
    expect(story.said).toEqual(['leaveCall', 'leaveCall']);
  });

  it('goes on waiting when the link comes back, and asks again when the server forgot', () => {
    const story = waiting();
    story.effects = [];
    story.on(welcomed({ resumed: true }));
    expect(story.effects.map((effect) => effect.do)).not.toContain('join');
    story.on(welcomed());
    expect(story.effects.map((effect) => effect.do)).toContain('join');
  });
});

describe('what a host does to others', () => {
  it('mutes: the microphone is off until its owner turns it on', () => {
    const story = inCall().on(muted('audio'));
    expect(story.state.local.wanted).toEqual({ audio: false, video: true });
    expect(story.said).toEqual(['updateParticipant']);
    expect(story.state.toasts).toMatchObject([{ kind: 'stopped', what: 'audio', by: 'ben' }]);
    story.on({ type: 'microphone-toggled' });
    expect(story.effects.at(-2)).toEqual({
      do: 'send',
      message: { type: 'updateParticipant', body: { media: { audio: true, video: true } } },
    });
  });

  it('turns a camera off', () => {
    const story = inCall().on(muted('video'));
    expect(story.effects.map((effect) => effect.do)).toContain('close-camera');
    expect(story.state.local.capture.video.at).toBe('off');
  });

  it('stops a screen, which starts again only by the button, and then says so', () => {
    const story = inCall().on({ type: 'share-pressed' }, { type: 'share-opened', outcome: 'shared' }, muted('share'));
    expect(story.call.share).toBe('off');
    expect(story.effects.map((effect) => effect.do)).toContain('close-share');
    expect(story.said).toEqual([]);
    story.on({ type: 'share-pressed' }, { type: 'share-opened', outcome: 'shared' });
    expect(story.effects).toContainEqual({
      do: 'send',
      message: { type: 'updateParticipant', body: { share: true } },
    });
    expect(story.call.shareStopped).toBe(false);
  });

  it('is obeyed when only a snapshot tells of it', () => {
    const stopped = person('ana', { stopped: ['audio', 'share'], media: { audio: false, video: true } });
    const snapshot = view({ participants: [stopped, BEN] });
    const story = inCall().on(welcomed({ resumed: true, snapshotTaken: true, snapshot }));
    expect(story.state.local.wanted.audio).toBe(false);
    expect(story.call.shareStopped).toBe(true);
    const said = story.effects.filter((effect) => effect.do === 'send');
    for (const { message } of said) expect(message.body).toEqual({ media: { audio: false, video: true } });
  });

  it.each([
    [false, 'call.removed'],
    [true, 'call.blocked'],
  ])('removes, blocked %s: everything is closed', (blocked, code) => {
    const story = inCall().on(says({ type: 'removed', body: { call: 'tea', blocked } }));
    expect(story.state.stage).toEqual({ at: 'refused', code });
    expect(story.effects.map((effect) => effect.do)).toEqual(['close-peer', 'close-devices']);
  });

  it('says who was removed', () => {
    const story = inCall().on(says({ type: 'participantLeft', body: { participant: 'ben', reason: 'removed' } }));
    expect(story.call.remotes).toHaveLength(0);
    expect(story.state.toasts).toMatchObject([{ kind: 'removed', name: 'ben' }]);
  });

  it('locks', () => {
    const story = inCall({ locked: true });
    expect(story.call.locked).toBe(true);
    expect(story.on(says({ type: 'callUpdated', body: { call: 'tea', locked: false } })).call.locked).toBe(false);
  });
});

describe('who is a host', () => {
  const knocks = says({ type: 'knocked', body: { participant: 'cara', name: 'Cara' } });
  const become = (role: 'host' | 'guest') =>
    says({ type: 'participantUpdated', body: { participant: person('ana', { role }) } });

  it('sees who waits, and no longer when somebody decided', () => {
    const story = inCall({ role: 'host', waiting: [{ participant: 'dan', name: 'Dan' }] }).on(knocks, knocks);
    expect(story.call.waiting.map(({ name }) => name)).toEqual(['Dan', 'Cara']);
    story.on(says({ type: 'knockEnded', body: { participant: 'cara' } }));
    expect(story.call.waiting.map(({ name }) => name)).toEqual(['Dan']);
  });

  it('is told, and sees nobody wait any more when that is over', () => {
    const story = inCall().on(become('host'), knocks);
    expect(story.call).toMatchObject({ role: 'host', waiting: [{ name: 'Cara' }] });
    expect(story.on(become('guest')).call).toMatchObject({ role: 'guest', waiting: [] });
    expect(story.state.toasts.map(({ kind }) => kind)).toEqual(['host', 'guest']);
  });

  it('hears why an act was refused', () => {
    expect(inCall().on(error('call.last_host')).state.toasts).toMatchObject([{ code: 'call.last_host' }]);
  });
});
