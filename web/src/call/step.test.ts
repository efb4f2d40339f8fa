import { describe, expect, it } from 'vitest';
import type { CallView, Participant } from '../protocol/messages';
import { waitingFor } from './chat';
import { nextDeadline } from './deadline';
import type { CallEffect, CallEvent } from './events';
import type { FileView } from './files';
import { type CallState, initialState, type Remote, sentMedia } from './state';
import { step } from './step';

const ANA = 'ana';
const BEN: Participant = person('ben');
const CARA: Participant = person('cara');
const ice = { iceServers: [], expiresAt: '2026-11-21T10:00:00Z' };

function person(id: string): Participant {
  return { id, name: id, media: { audio: true, video: true }, role: 'guest', connected: true };
}

/** A call as a story: events in, effects collected, time moved by hand. */
class Story {
  state: CallState = initialState({
    call: 'tea',
    name: 'Ana',
    wanted: { audio: true, video: true },
    key: undefined,
  });
  now = 1000;
  effects: CallEffect[] = [];

  on(...events: CallEvent[]): this {
    for (const event of events) {
      const after = step(this.state, event, this.now);
      this.state = after.state;
      this.effects.push(...after.effects);
    }
    return this;
  }

  wait(millis: number): this {
    const end = this.now + millis;
    while (nextDeadline(this.state) <= end) {
      this.now = Math.max(this.now, nextDeadline(this.state));
      this.on({ type: 'tick' });
    }
    this.now = end;
    return this;
  }

  taken(): CallEffect[] {
    return this.effects.splice(0);
  }

  did(): string[] {
    return this.taken().map((effect) => effect.do);
  }

  get call() {
    if (this.state.stage.at !== 'in-call') throw new Error(this.state.stage.at);
    return this.state.stage;
  }

  remote(id = 'ben'): Remote {
    const found = this.call.remotes.find((remote) => remote.participant.id === id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  }

  get toasts(): string[] {
    return this.state.toasts.map(({ kind }) => kind);
  }
}

const welcomed = (members: object = {}): CallEvent => ({
  type: 'welcomed',
  you: ANA,
  resumed: false,
  ice,
  snapshotTaken: false,
  restarted: false,
  ...members,
});
const opened: CallEvent = { type: 'link-changed', link: { at: 'open' } };
const lost: CallEvent = { type: 'link-changed', link: { at: 'waiting', retryAt: 2000, since: 1000 } };
const view = (...participants: Participant[]): CallView => ({ call: 'tea', you: ANA, role: 'guest', participants });
const bothOn: CallEvent = { type: 'captured', outcome: { audio: { ok: true }, video: { ok: true } } };
const peer = (state: 'connected' | 'disconnected' | 'failed', id = 'ben'): CallEvent => ({
  type: 'peer-state',
  id,
  state,
});
const left = (reason: 'left' | 'lost', id = 'ben'): CallEvent => ({
  type: 'message',
  message: { type: 'participantLeft', body: { participant: id, reason } },
});
const joined = (participant: Participant): CallEvent => ({
  type: 'message',
  message: { type: 'participantJoined', body: { participant } },
});

const lobby = () => new Story().on(opened, welcomed());
const inCall = (...others: Participant[]) => {
  const story = lobby().on({ type: 'devices-wanted' }, bothOn, { type: 'join-pressed' });
  story.on({ type: 'call-joined', view: view(...others) });
  story.taken();
  return story;
};
const connected = () => {
  const story = inCall(BEN).on(peer('connected'));
  story.taken();
  return story;
};

describe('before the call', () => {
  it('looks up who is inside, and again every five seconds', () => {
    const story = lobby();
    expect(story.did()).toEqual(['set-ice-servers', 'look-up']);
    story.on({ type: 'call-found', found: { call: 'tea', participants: [], full: false } }).wait(5000);
    expect(story.did()).toEqual(['look-up']);
  });

  it('takes the name as the server spells it', () => {
    const story = lobby().on({ type: 'call-found', found: { call: 'green-tea', participants: [], full: false } });
    expect(story.state.call).toBe('green-tea');
  });

  it.each(['call.not_found', 'call.ended', 'call.name_invalid'])('%s is final', (code) => {
    expect(lobby().on({ type: 'look-up-refused', code }).state.stage).toEqual({ at: 'refused', code });
  });

  it('joining asks for devices that were not asked for, then joins with them', () => {
    const story = lobby();
    story.taken();
    story.on({ type: 'join-pressed' });
    expect(story.taken()).toEqual([{ do: 'capture', audio: true, video: true }]);
    story.on(bothOn);
    expect(story.taken()).toContainEqual({ do: 'join', call: 'tea', name: 'Ana', media: { audio: true, video: true } });
  });

  it('someone who refuses both devices is told first, and may then join without', () => {
    const denied = { ok: false, failure: 'denied' } as const;
    const story = lobby().on({ type: 'join-pressed' }, { type: 'captured', outcome: { audio: denied, video: denied } });
    expect(story.state.stage).toMatchObject({ at: 'lobby', joining: 'no' });
    story.taken();
    story.on({ type: 'join-pressed' });
    expect(story.taken()).toEqual([{ do: 'join', call: 'tea', name: 'Ana', media: { audio: false, video: false } }]);
  });

  it('without any device one joins at once', () => {
    const missing = { ok: false, failure: 'missing' } as const;
    const story = lobby().on(
      { type: 'join-pressed' },
      { type: 'captured', outcome: { audio: missing, video: missing } },
    );
    expect(story.did()).toContain('join');
  });

  it('joining without a link waits for it', () => {
    const story = lobby().on({ type: 'devices-wanted' }, bothOn, lost);
    story.taken();
    story.on({ type: 'join-pressed' });
    expect(story.did()).toEqual([]);
    story.on(opened, welcomed({ resumed: true }));
    expect(story.did()).toEqual(['set-ice-servers', 'join']);
  });

  it('a second press changes nothing', () => {
    const story = lobby().on({ type: 'devices-wanted' }, bothOn, { type: 'join-pressed' });
    story.taken();
    expect(story.on({ type: 'join-pressed' }).did()).toEqual([]);
  });

  it('a refusal that may pass is said and leaves the door where it was', () => {
    const story = lobby().on({ type: 'devices-wanted' }, bothOn, { type: 'join-pressed' });
    story.on({ type: 'join-refused', code: 'server.unavailable' });
    expect(story.state.stage).toMatchObject({ at: 'lobby', joining: 'no' });
    expect(story.toasts).toEqual(['refused']);
  });

  it('a full call has a page of its own, from which one can try again', () => {
    const story = lobby().on({ type: 'join-pressed' }, bothOn, { type: 'join-refused', code: 'call.full' });
    expect(story.state.stage).toEqual({ at: 'refused', code: 'call.full' });
    expect(story.on({ type: 'rejoin-pressed' }).state.stage.at).toBe('lobby');
  });

  it('S12, S20: a snapshot that answers for a lost callJoined lets in, and knows who came before whom', () => {
    const story = lobby().on({ type: 'devices-wanted' }, bothOn, { type: 'join-pressed' });
    story.taken();
    story.on(welcomed({ resumed: true, snapshotTaken: true, snapshot: view(BEN, person(ANA), CARA) }));
    expect(story.taken()).toEqual([
      { do: 'set-ice-servers', ice },
      { do: 'open-peer', id: 'ben', polite: true, offer: true },
      { do: 'open-peer', id: 'cara', polite: false, offer: false },
      { do: 'remember-call' },
    ]);
  });

  it('a nameless guest gets a name', () => {
    const story = lobby().on({ type: 'name-changed', name: '  ' }, { type: 'join-pressed' }, bothOn);
    expect(story.taken()).toContainEqual(expect.objectContaining({ do: 'join', name: 'Guest' }));
  });
});

describe('people in the call', () => {
  it('S20: the newcomer offers to everyone it finds and is polite', () => {
    const story = lobby().on({ type: 'join-pressed' }, bothOn);
    story.taken();
    story.on({ type: 'call-joined', view: view(BEN, CARA) });
    expect(story.taken()).toEqual([
      { do: 'open-peer', id: 'ben', polite: true, offer: true },
      { do: 'open-peer', id: 'cara', polite: true, offer: true },
      { do: 'remember-call' },
    ]);
  });

  it('S20: whoever was there waits for the offer of the newcomer', () => {
    const story = inCall().on(joined(BEN));
    expect(story.taken()[0]).toEqual({ do: 'open-peer', id: 'ben', polite: false, offer: false });
    expect(story.toasts).toEqual(['joined']);
  });

  it('shows what others send', () => {
    const muted = { ...BEN, media: { audio: false, video: true } };
    const story = connected().on({
      type: 'message',
      message: { type: 'participantUpdated', body: { participant: muted } },
    });
    expect(story.remote().participant.media.audio).toBe(false);
    expect(story.remote().peer.at).toBe('connected');
  });

  it('S32: who is detached from the server hears of a newcomer from us', () => {
    const story = connected().on(joined(CARA));
    expect(story.did()).toEqual(['open-peer', 'wake-peers']);
  });

  it('someone who leaves is gone at once', () => {
    const story = connected().on(left('left'));
    expect(story.call.remotes).toEqual([]);
    expect(story.did()).toEqual(['close-peer']);
  });

  it('someone whose link is lost stays while the media lives', () => {
    const story = connected().on(left('lost'));
    expect(story.remote()).toMatchObject({ adrift: true, peer: { at: 'connected' } });
    story.on(peer('disconnected')).wait(1000).on(peer('connected')).wait(20_000);
    expect(story.remote().peer.at).toBe('connected');
    story.taken();
    story.on(peer('disconnected')).wait(9900);
    expect(story.remote().adrift).toBe(true);
    story.wait(100);
    expect(story.call.remotes).toEqual([]);
    expect(story.did()).toContain('close-peer');
    expect(story.toasts).toEqual(['lost']);
  });

  it('toasts go by themselves, and at most three are shown', () => {
    const story = inCall().on(...['a', 'b', 'c', 'd'].map((id) => joined(person(id))));
    expect(story.toasts).toHaveLength(3);
    expect(story.wait(5000).toasts).toEqual([]);
  });
});

describe('microphone and camera', () => {
  it('muting keeps the microphone open and tells the others', () => {
    const story = connected().on({ type: 'microphone-toggled' });
    expect(story.taken()).toEqual([
      { do: 'set-microphone', enabled: false },
      { do: 'send', message: { type: 'updateParticipant', body: { media: { audio: false, video: true } } } },
      { do: 'wake-peers' },
    ]);
  });

  it('turning the camera off closes it; turning it on opens it again', () => {
    const story = connected().on({ type: 'camera-toggled' });
    expect(story.did()).toEqual(['close-camera', 'send', 'wake-peers']);
    story.on({ type: 'camera-toggled' });
    expect(story.did()).toEqual(['capture']);
    story.on({ type: 'captured', outcome: { video: { ok: true } } });
    expect(story.did()).toEqual(['set-microphone', 'send', 'wake-peers']);
  });

  const desk = { id: 'desk', label: 'Desk microphone' };
  const headset = { id: 'headset', label: 'Headset' };
  const listed = (...audio: { id: string; label: string }[]): CallEvent => ({
    type: 'devices-listed',
    devices: { audio, video: [] },
  });
  const heardThrough = (device: { id: string; label: string }): CallEvent => ({
    type: 'captured',
    outcome: { audio: { ok: true, device } },
  });
  const unplugged = () => {
    const story = connected().on({ type: 'track-ended', device: 'audio', lost: headset });
    expect(story.taken()).toEqual([{ do: 'capture-another', device: 'audio', lost: 'headset' }]);
    return story;
  };

  it('a microphone that is unplugged is replaced by another, and that is said', () => {
    const story = unplugged().on(heardThrough(desk));
    expect(story.state.toasts).toMatchObject([{ kind: 'device-gone', lost: 'Headset', instead: 'Desk microphone' }]);
    expect(story.did()).toEqual(['set-microphone']);
    expect(sentMedia(story.state.local).audio).toBe(true);
  });

  it('a microphone that is plugged in again is taken back', () => {
    const story = unplugged().on(heardThrough(desk), listed(desk));
    story.taken();
    story.on(listed(desk, headset));
    expect(story.taken()).toEqual([{ do: 'capture', audio: true, video: false, id: 'headset' }]);
    story.on(heardThrough(headset));
    expect(story.toasts).toEqual(['device-gone', 'device-back']);
    expect(story.on(listed(desk), listed(desk, headset)).did()).toEqual(['set-microphone']);
  });

  it('a microphone that another program took, but is still listed, is not taken back at every change', () => {
    const story = unplugged().on(heardThrough(desk));
    story.taken();
    expect(story.on(listed(desk, headset), listed(desk, headset)).did()).toEqual([]);
  });

  it('the default microphone that has become another device is not back yet', () => {
    const was = { id: 'default', label: 'Default - Headset' };
    const story = connected().on({ type: 'track-ended', device: 'audio', lost: was }, heardThrough(desk));
    story.taken();
    expect(story.on(listed({ id: 'default', label: 'Default - Desk microphone' }, desk)).did()).toEqual([]);
    expect(story.on(listed(was, desk, headset)).did()).toEqual(['capture']);
  });

  it('someone who chose another microphone meanwhile keeps it', () => {
    const story = unplugged().on(heardThrough(desk), listed(desk), { type: 'device-chosen', device: 'audio' });
    story.on(heardThrough(desk));
    story.taken();
    expect(story.on(listed(desk, headset)).did()).toEqual([]);
  });

  const heard = (sound: 'voice' | 'noise' | 'nothing'): CallEvent => ({ type: 'microphone-heard', sound });
  const muted = () => connected().on({ type: 'microphone-toggled' });

  it('who talks while muted is told so, but not all the time', () => {
    const story = muted().on(heard('voice'));
    expect(story.toasts).toEqual(['muted']);
    story.wait(6000).on(heard('noise'), heard('voice'));
    expect(story.toasts).toEqual([]);
    story.wait(30_000).on(heard('noise'), heard('voice'));
    expect(story.toasts).toEqual(['muted']);
    expect(story.on({ type: 'microphone-toggled' }, heard('noise'), heard('voice')).toasts).toEqual([]);
  });

  it('an open microphone that gives nothing for ten seconds is said once', () => {
    const story = connected().on(heard('nothing')).wait(9900);
    expect(story.toasts).toEqual([]);
    expect(story.wait(100).toasts).toEqual(['silent']);
    expect(story.on(heard('noise'), heard('nothing')).wait(60_000).toasts).toEqual([]);
  });

  it('a muted microphone may be silent; its ten seconds begin when it is opened', () => {
    const story = muted().on(heard('nothing')).wait(60_000);
    expect(story.toasts).toEqual([]);
    story.on({ type: 'microphone-toggled' }).wait(9900);
    expect(story.toasts).toEqual([]);
    expect(story.wait(100).toasts).toEqual(['silent']);
  });

  it('a muted microphone is open while a key is held, and the others know', () => {
    const story = muted();
    story.taken();
    story.on({ type: 'talk-pressed' }, { type: 'talk-pressed' });
    expect(story.taken()).toEqual([
      { do: 'set-microphone', enabled: true },
      { do: 'send', message: { type: 'updateParticipant', body: { media: { audio: true, video: true } } } },
      { do: 'wake-peers' },
    ]);
    story.on({ type: 'talk-released' });
    expect(story.taken()[0]).toEqual({ do: 'set-microphone', enabled: false });
    expect(story.state.local.wanted.audio).toBe(false);
    expect(story.on({ type: 'talk-released' }).did()).toEqual([]);
  });

  it('letting go of the key does not mute who was not muted', () => {
    const story = connected().on({ type: 'talk-pressed' }, { type: 'talk-released' });
    expect(story.did()).toEqual([]);
    expect(sentMedia(story.state.local).audio).toBe(true);
  });

  it('muting while the key is held mutes', () => {
    const story = muted().on({ type: 'talk-pressed' }, { type: 'microphone-toggled' });
    expect(sentMedia(story.state.local).audio).toBe(false);
    expect(story.on({ type: 'talk-released' }).state.local.wanted.audio).toBe(false);
  });

  it('a microphone that replaces another while the key is held is open until it is let go', () => {
    const story = muted().on({ type: 'talk-pressed' }, { type: 'device-chosen', device: 'audio' });
    story.taken();
    story.on({ type: 'captured', outcome: { audio: { ok: true } } });
    expect(story.taken()[0]).toEqual({ do: 'set-microphone', enabled: true });
    expect(story.on({ type: 'talk-released' }).taken()[0]).toEqual({ do: 'set-microphone', enabled: false });
  });

  it('nothing is held any more when a call has ended', () => {
    const story = muted().on({ type: 'talk-pressed' }, { type: 'leave-pressed' });
    expect(story.state.local.talking).toBe(false);
  });

  it('a camera that was turned off stays off when the lost one is back', () => {
    const camera = { id: 'camera', label: 'Desk camera' };
    const video = (...video: (typeof camera)[]): CallEvent => ({
      type: 'devices-listed',
      devices: { audio: [], video },
    });
    const story = connected().on({ type: 'track-ended', device: 'video', lost: camera });
    story.on({ type: 'captured', outcome: { video: { ok: true, device: desk } } }, video());
    story.on({ type: 'camera-toggled' });
    story.taken();
    expect(story.on(video(camera)).did()).toEqual([]);
  });

  it('a camera without another is said, the others are told, and it is taken when it is back', () => {
    const camera = { id: 'camera', label: 'Desk camera' };
    const story = connected().on({ type: 'track-ended', device: 'video', lost: camera });
    story.taken();
    story.on({ type: 'captured', outcome: { video: { ok: false, failure: 'missing' } } }, listed());
    expect(story.state.toasts).toMatchObject([{ kind: 'device-gone', instead: undefined }]);
    expect(story.did()).toEqual(['set-microphone', 'send', 'wake-peers']);
    expect(sentMedia(story.state.local)).toEqual({ audio: true, video: false });
    story.on({ type: 'devices-listed', devices: { audio: [], video: [camera] } });
    expect(story.taken()).toEqual([{ do: 'capture', audio: false, video: true, id: 'camera' }]);
  });

  it('another device takes the place of one that is on without a word to the others', () => {
    const story = connected().on({ type: 'device-chosen', device: 'audio' });
    expect(story.taken()).toEqual([{ do: 'capture', audio: true, video: false }]);
    expect(sentMedia(story.state.local)).toEqual({ audio: true, video: true });
    story.on({ type: 'captured', outcome: { audio: { ok: true } } });
    expect(story.did()).toEqual(['set-microphone']);
    expect(story.state.local.capture.audio).toEqual({ at: 'on' });
  });

  it('muted stays muted with another microphone', () => {
    const story = connected().on({ type: 'microphone-toggled' });
    story.taken();
    story.on({ type: 'device-chosen', device: 'audio' }, { type: 'captured', outcome: { audio: { ok: true } } });
    expect(story.taken()).toContainEqual({ do: 'set-microphone', enabled: false });
    expect(sentMedia(story.state.local).audio).toBe(false);
  });

  it('muting while another microphone is being opened holds', () => {
    const story = connected().on({ type: 'device-chosen', device: 'audio' }, { type: 'microphone-toggled' });
    story.on({ type: 'captured', outcome: { audio: { ok: true } } });
    expect(sentMedia(story.state.local).audio).toBe(false);
    expect(story.taken().at(-1)).toEqual({ do: 'set-microphone', enabled: false });
  });

  it('choosing another camera leaves one that is off off', () => {
    const story = connected().on({ type: 'camera-toggled' });
    story.taken();
    story.on({ type: 'device-chosen', device: 'video' });
    expect(story.did()).toEqual([]);
  });

  it('a chosen microphone that cannot be opened is said, and the old one goes on', () => {
    const story = connected().on({ type: 'device-chosen', device: 'audio' });
    story.on({ type: 'captured', outcome: { audio: { ok: false, failure: 'busy', kept: true } } });
    expect(story.toasts).toEqual(['device']);
    expect(sentMedia(story.state.local).audio).toBe(true);
  });

  it('devices that were being opened when the call ended are asked for again in the next', () => {
    const story = connected().on({ type: 'device-chosen', device: 'video' }, { type: 'leave-pressed' });
    expect(story.state.local.capture.video).toEqual({ at: 'unasked' });
  });

  it('muting before the microphone is open holds when it opens', () => {
    const story = lobby().on({ type: 'devices-wanted' }, { type: 'microphone-toggled' });
    story.taken();
    story.on(bothOn);
    expect(story.taken()).toContainEqual({ do: 'set-microphone', enabled: false });
  });
});

describe('the connection to one other', () => {
  it('a blip heals by itself', () => {
    const story = connected().on(peer('disconnected'));
    expect(story.remote().peer.at).toBe('shaky');
    story.wait(2000).on(peer('connected')).wait(10_000);
    expect(story.did()).toEqual([]);
  });

  it('a longer silence restarts ICE, then builds anew, then asks the person', () => {
    const story = connected().on(peer('disconnected')).wait(3000);
    expect(story.did()).toEqual(['restart-ice']);
    story.wait(6000);
    expect(story.did()).toEqual(['restart-ice']);
    story.wait(6000);
    expect(story.did()).toEqual(['rebuild-peer']);
    story.wait(10_000);
    expect(story.remote().peer.at).toBe('failed');
    story.on({ type: 'peer-retry-pressed', id: 'ben' });
    expect(story.did()).toEqual(['rebuild-peer']);
  });

  it('counts the seconds from the first silence', () => {
    const story = connected();
    const since = story.now;
    story.on(peer('disconnected')).wait(14_600);
    expect(story.remote().peer).toMatchObject({ at: 'restarting', by: 'rebuild', since });
  });

  it('failed is repaired at once', () => {
    expect(connected().on(peer('failed')).did()).toEqual(['restart-ice']);
    const story = connected().on(peer('failed'), peer('failed'));
    expect(story.did()).toEqual(['restart-ice']);
    expect(story.wait(6000).on(peer('failed')).did()).toEqual(['restart-ice', 'rebuild-peer']);
  });

  it('the impolite side repairs first', () => {
    const story = inCall().on(joined(BEN), peer('connected'));
    story.taken();
    story.on(peer('disconnected')).wait(1500);
    expect(story.did()).toEqual(['restart-ice']);
  });

  it('does not climb while there is no link to signal a repair over', () => {
    const story = connected().on(lost, peer('failed')).wait(60_000);
    expect(story.remote().peer).toMatchObject({ at: 'restarting', by: 'ice-restart' });
    story.taken();
    story.on(opened, welcomed({ resumed: true })).wait(12_100);
    expect(story.did()).toEqual(['set-ice-servers', 'restart-ice', 'restart-ice', 'rebuild-peer']);
  });

  it('goes on asking for new paths over a channel that is still open, but builds nothing anew without the server', () => {
    const story = connected().on(lost, { type: 'peer-channel', id: 'ben', open: true });
    story.taken();
    story.on(peer('failed'));
    expect(
      story
        .wait(60_000)
        .taken()
        .every((effect) => effect.do === 'restart-ice'),
    ).toBe(true);
    expect(story.remote().peer).toMatchObject({ at: 'restarting', by: 'ice-restart' });
  });

  it('silence is acted on before the browser notices: at once, or a moment later on the polite side', () => {
    const silent: CallEvent = { type: 'peer-flow', id: 'ben', flowing: false };
    const impolite = inCall().on(joined(BEN), peer('connected'));
    impolite.taken();
    expect(impolite.on(silent).did()).toEqual(['restart-ice']);
    const polite = connected().on(silent);
    expect(polite.did()).toEqual([]);
    expect(polite.wait(700).did()).toEqual(['restart-ice']);
  });

  it('what flows again is healed, whichever rung the ladder was on', () => {
    const flowing: CallEvent = { type: 'peer-flow', id: 'ben', flowing: true };
    for (const millis of [0, 3000, 15_000, 40_000]) {
      const story = connected().on(peer('disconnected')).wait(millis).on(flowing);
      expect(story.remote().peer).toEqual({ at: 'connected', path: 'unknown', lossy: false });
    }
  });

  it('a repair by the other side takes the place of this side’s own', () => {
    const story = connected().on(peer('disconnected'), { type: 'peer-offered', id: 'ben' }).wait(5000);
    expect(story.did()).toEqual([]);
    expect(story.wait(700).did()).toEqual(['restart-ice']);
  });

  it('a hint about the network makes a broken connection act at once, and leaves a working one alone', () => {
    const hint: CallEvent = { type: 'network-hint' };
    expect(connected().on(hint).did()).toEqual([]);
    const story = connected().on(peer('disconnected'), hint);
    expect(story.did()).toEqual(['restart-ice']);
    expect(story.wait(500).on(hint, hint).did()).toEqual([]);
    expect(story.wait(500).on(hint, hint).did()).toEqual(['restart-ice']);
  });

  it('what failed is tried again half a minute later', () => {
    const story = connected().on(peer('disconnected')).wait(40_000);
    story.taken();
    story.wait(30_000);
    expect(story.did()).toEqual(['rebuild-peer']);
  });

  it('what failed tries again by itself when the network changes', () => {
    const story = connected().on(peer('disconnected')).wait(40_000);
    story.taken();
    expect(story.remote().peer.at).toBe('failed');
    expect(story.on({ type: 'network-hint' }).did()).toEqual(['rebuild-peer']);
  });

  it('a first connection that does not come is repaired too', () => {
    const story = inCall(BEN).wait(15_000);
    expect(story.did()).toEqual(['restart-ice']);
  });
});

describe('the link to the server', () => {
  it('a lost link touches neither people nor media', () => {
    const before = connected();
    const { remotes } = before.call;
    expect(before.on(lost).call.remotes).toBe(remotes);
    expect(before.did()).toEqual([]);
  });

  it('S37: a resume brings fresh ICE servers, and repeats offers that may have got lost', () => {
    expect(
      connected()
        .on(opened, welcomed({ resumed: true }))
        .did(),
    ).toEqual(['set-ice-servers', 'repeat-offer']);
  });

  it('S34: after a restart of the server, relayed paths are asked for anew at once; direct ones go on', () => {
    const path = (kind: 'direct' | 'relayed', id: string): CallEvent => ({
      type: 'peer-path',
      id,
      path: kind,
      lossy: false,
    });
    const story = inCall().on(joined(BEN), joined(CARA), peer('connected'), peer('connected', 'cara'));
    story.on(path('relayed', 'ben'), path('direct', 'cara'));
    story.taken();
    story.on(welcomed({ resumed: true, restarted: true }));
    expect(story.taken()).toEqual([
      { do: 'set-ice-servers', ice },
      { do: 'restart-ice', id: 'ben' },
      { do: 'repeat-offer', id: 'cara' },
    ]);
  });

  it('what broke while the server could not be reached is repaired when it can be, not later', () => {
    const story = inCall().on(joined(BEN), peer('connected'), lost, peer('failed'));
    story.wait(4000).taken();
    story.on(opened, welcomed({ resumed: true }));
    expect(story.did()).toEqual(['set-ice-servers', 'restart-ice']);
  });

  it('S13: who joins again as somebody new builds anew what was broken', () => {
    const story = connected().on(lost, peer('failed'), opened, welcomed({ you: 'ana2' }));
    story.taken();
    story.on({ type: 'call-joined', view: { ...view(BEN), you: 'ana2' } });
    expect(story.taken()).toContainEqual({ do: 'open-peer', id: 'ben', polite: true, offer: true });
  });

  it('a snapshot is the truth about who is here', () => {
    const story = connected().on(joined(CARA));
    story.taken();
    story.on(welcomed({ resumed: true, snapshotTaken: true, snapshot: view(person(ANA), BEN, person('dov')) }));
    expect(story.call.remotes.map((remote) => remote.participant.id)).toEqual(['ben', 'dov']);
    expect(story.did()).toEqual(['set-ice-servers', 'send', 'close-peer', 'open-peer', 'repeat-offer', 'repeat-offer']);
  });

  it('S33: a snapshot without a call joins again by itself; only a call that is over ends it', () => {
    const story = connected().on(welcomed({ resumed: true, snapshotTaken: true }));
    expect(story.did()).toEqual(['set-ice-servers', 'join']);
    expect(story.remote().peer.at).toBe('connected');
    story.on({ type: 'join-refused', code: 'call.ended' });
    expect(story.state.stage).toMatchObject({ at: 'ended', reason: 'expired' });
  });

  it('S33: a request to join that a restart of the server swallowed is made again', () => {
    const story = lobby().on({ type: 'devices-wanted' }, bothOn, { type: 'join-pressed' });
    story.taken();
    story.on({ type: 'join-refused', code: 'session.lost' }, welcomed({ resumed: true, snapshotTaken: true }));
    expect(story.did()).toEqual(['set-ice-servers', 'join']);
  });

  it('S13: an unknown session joins again by itself', () => {
    const story = connected().on(welcomed({ you: 'ana2' }));
    expect(story.taken()).toContainEqual({ do: 'join', call: 'tea', name: 'Ana', media: { audio: true, video: true } });
    expect(story.remote().peer.at).toBe('connected');
  });

  it('after a restart of the server the media goes on under the new ids', () => {
    const story = connected().on(welcomed({ you: 'ana2' }), { type: 'peer-renamed', from: 'ben', to: 'ben2' });
    story.taken();
    story.on({ type: 'call-joined', view: { ...view(person('ben2')), you: 'ana2' } });
    expect(story.taken()).toEqual([{ do: 'announce-self', you: 'ana2' }]);
    expect(story.remote('ben2')).toMatchObject({ place: 'ben', adrift: false, peer: { at: 'connected' } });
  });

  it('waits a second for someone still connected to say who they are, before offering to a stranger', () => {
    const story = connected().on(welcomed({ you: 'ana2' }));
    story.taken();
    story.on(opened, { type: 'call-joined', view: { ...view(person('ben2')), you: 'ana2' } });
    expect(story.taken()).toEqual([
      { do: 'announce-self', you: 'ana2' },
      { do: 'open-peer', id: 'ben2', polite: true, offer: false },
    ]);
    story.wait(500).on({ type: 'peer-renamed', from: 'ben', to: 'ben2' });
    expect(story.did()).toEqual(['close-peer', 'rename-peer']);
    expect(story.call.remotes).toHaveLength(1);
    expect(story.remote('ben2').peer.at).toBe('connected');
  });

  it('offers to a stranger who stays one', () => {
    const story = connected().on(welcomed({ you: 'ana2' }));
    story.on(opened, { type: 'call-joined', view: { ...view(CARA), you: 'ana2' } });
    story.taken();
    story.wait(1000);
    expect(story.taken()).toEqual([{ do: 'offer', id: 'cara' }]);
  });

  it('who comes back under a new id is not announced as new', () => {
    const story = connected().on(left('lost'), joined({ ...BEN, id: 'ben2' }));
    expect(story.toasts).toEqual([]);
    story.on({ type: 'peer-renamed', from: 'ben', to: 'ben2' });
    expect(story.call.remotes).toHaveLength(1);
    expect(story.remote('ben2').adrift).toBe(false);
  });
});

describe('the end', () => {
  it.each(['host', 'empty', 'expired'] as const)('S22: %s ends it for everyone, with everything closed', (reason) => {
    const story = connected();
    story.now += 61_000;
    story.on({ type: 'message', message: { type: 'callEnded', body: { call: 'tea', reason } } });
    expect(story.state.stage).toEqual({ at: 'ended', reason, durationMillis: 61_000 });
    expect(story.did()).toEqual(['close-peer', 'close-devices']);
  });

  it('leaving says so to the server', () => {
    expect(connected().on({ type: 'leave-pressed' }).did()).toEqual(['send', 'close-peer', 'close-devices']);
  });

  it('only the host can end it; others are told', () => {
    expect(connected().on({ type: 'end-refused', code: 'call.not_host' }).toasts).toEqual(['refused']);
  });
});

describe('chat', () => {
  const line = { id: '1', text: 'hi', writtenAt: 5 };

  it('counts what was not read, and forgets the count when opened', () => {
    const story = connected().on({ type: 'chat-received', from: 'ben', line });
    expect(story.call.chat).toMatchObject({ unread: 1, lines: [{ name: 'ben', text: 'hi' }] });
    expect(story.on({ type: 'chat-toggled' }).call.chat.unread).toBe(0);
  });

  it('takes a line once, and none from strangers', () => {
    const story = connected().on(
      { type: 'chat-received', from: 'ben', line },
      { type: 'chat-received', from: 'ben', line },
      { type: 'chat-received', from: 'nobody', line: { ...line, id: '2' } },
    );
    expect(story.call.chat.lines).toHaveLength(1);
  });

  const written = (id: string): CallEvent => ({
    type: 'chat-written',
    line: { id, text: id, writtenAt: 5, from: 'me', name: 'Ana' },
  });
  const channel = (open: boolean, id = 'ben'): CallEvent => ({ type: 'peer-channel', id, open });
  const has = (id: string, from = 'ben'): CallEvent => ({ type: 'chat-acknowledged', from, id });
  const sentTo = (story: Story) =>
    story.taken().flatMap((effect) => (effect.do === 'send-chat' ? [`${effect.line.id} to ${effect.to}`] : []));
  const waiting = (story: Story) =>
    story.call.chat.lines.map((one) => waitingFor(one, story.call.remotes).map(({ place }) => place));

  it('what one writes is sent and shown', () => {
    const story = connected().on(channel(true), written('1'));
    expect(story.call.chat.lines).toHaveLength(1);
    expect(sentTo(story)).toEqual(['1 to ben']);
  });

  it('every line is acknowledged, a repeated one too', () => {
    const received: CallEvent = { type: 'chat-received', from: 'ben', line };
    expect(connected().on(received, received).taken()).toEqual([
      { do: 'acknowledge-chat', to: 'ben', id: '1' },
      { do: 'acknowledge-chat', to: 'ben', id: '1' },
    ]);
  });

  it('nobody can suppress the line of another by using its id', () => {
    const story = inCall(BEN, CARA).on(
      { type: 'chat-received', from: 'cara', line },
      { type: 'chat-received', from: 'ben', line },
    );
    expect(story.call.chat.lines.map(({ from }) => from)).toEqual(['cara', 'ben']);
  });

  it('who comes back as somebody new does not repeat what was heard', () => {
    const story = connected().on({ type: 'chat-received', from: 'ben', line }, left('left'));
    story.on(joined({ ...BEN, id: 'ben2' }), { type: 'chat-received', from: 'ben2', line });
    expect(story.call.chat.lines).toHaveLength(1);
  });

  it('lines written while no channel is open wait, and go out in order when one opens', () => {
    const story = connected().on(written('1'), written('2'));
    expect(sentTo(story)).toEqual([]);
    expect(waiting(story)).toEqual([['ben'], ['ben']]);
    story.on(channel(true));
    expect(sentTo(story)).toEqual(['1 to ben', '2 to ben']);
  });

  it('a line that was not acknowledged goes out again over the next channel, one that was does not', () => {
    const story = connected().on(channel(true), written('1'), written('2'), has('1'));
    story.taken();
    story.on(channel(false), channel(true));
    expect(sentTo(story)).toEqual(['2 to ben']);
    expect(waiting(story)).toEqual([[], ['ben']]);
  });

  it('waits for each of the others alone, and only for those who were there', () => {
    const story = inCall(BEN, CARA).on(channel(true), channel(true, 'cara'), written('1'), has('1', 'cara'));
    story.on(joined(person('dov')), channel(true, 'dov'));
    expect(sentTo(story)).toEqual(['1 to ben', '1 to cara']);
    expect(waiting(story)).toEqual([['ben']]);
    story.on(left('left'));
    expect(waiting(story)).toEqual([[]]);
  });

  it('a new id of the same person changes nothing', () => {
    const story = connected().on(written('1'), { type: 'peer-renamed', from: 'ben', to: 'ben2' });
    story.on(channel(true, 'ben2'));
    expect(sentTo(story)).toEqual(['1 to ben2']);
    expect(waiting(story.on(has('1', 'ben2')))).toEqual([[]]);
  });

  it('takes so much and no more while nothing can be delivered', () => {
    const story = connected().on(...Array.from({ length: 201 }, (_, index) => written(String(index))));
    expect(story.call.chat.lines).toHaveLength(200);
    story.on(channel(true), has('0'), written('next'));
    expect(story.call.chat.lines).toHaveLength(201);
  });
});

describe('sharing a screen', () => {
  const shared: CallEvent = { type: 'share-opened', outcome: 'shared' };
  const sharing = () => connected().on({ type: 'share-pressed' }, shared);

  it('asks once, shares, and stops with the same button', () => {
    const story = connected().on({ type: 'share-pressed' }, { type: 'share-pressed' });
    expect(story.did()).toEqual(['open-share']);
    story.on(shared);
    expect(story.call.share).toBe('on');
    story.on({ type: 'share-pressed' });
    expect(story.did()).toEqual(['close-share']);
    expect(story.call.share).toBe('off');
  });

  it('is shown as text until somebody says that it moves, and so is the next one', () => {
    const motion: CallEvent = { type: 'share-content-chosen', content: 'motion' };
    const story = connected().on({ type: 'share-pressed' }, shared);
    expect(story.taken()).toEqual([{ do: 'open-share', content: 'detail' }]);
    expect(story.on(motion).taken()).toEqual([{ do: 'set-share-content', content: 'motion' }]);
    story.on({ type: 'share-pressed' });
    story.taken();
    expect(story.on({ type: 'share-pressed' }).taken()).toEqual([{ do: 'open-share', content: 'motion' }]);
  });

  it('ends when the browser ends it', () => {
    const story = sharing();
    story.taken();
    story.on({ type: 'share-ended' });
    expect(story.did()).toEqual(['close-share']);
    expect(story.call.share).toBe('off');
  });

  it('says when it failed, but not to who changed their mind', () => {
    const story = connected().on({ type: 'share-pressed' }, { type: 'share-opened', outcome: 'canceled' });
    expect([story.call.share, story.toasts]).toEqual(['off', []]);
    story.on({ type: 'share-pressed' }, { type: 'share-opened', outcome: 'failed' });
    expect([story.call.share, story.toasts]).toEqual(['off', ['share-failed']]);
  });

  it('ends with the call, also while the browser still asks', () => {
    expect(sharing().on({ type: 'leave-pressed' }).did()).toContain('close-share');
    expect(connected().on({ type: 'share-pressed' }, { type: 'leave-pressed' }).did()).toContain('close-share');
    expect(connected().on({ type: 'leave-pressed' }).did()).not.toContain('close-share');
  });

  it('knows who of the others does', () => {
    const story = connected().on({ type: 'peer-share', id: 'ben', sharing: true });
    expect(story.remote().sharing).toBe(true);
    expect(story.on({ type: 'peer-share', id: 'ben', sharing: false }).remote().sharing).toBe(false);
  });

  it('goes on under a new id', () => {
    const story = connected().on({ type: 'peer-share', id: 'ben', sharing: true });
    expect(story.on({ type: 'peer-renamed', from: 'ben', to: 'ben2' }).remote('ben2').sharing).toBe(true);
  });
});

describe('chat history', () => {
  const channel = (id = 'ben'): CallEvent => ({ type: 'peer-channel', id, open: true });
  const written = (id: string, text = id): CallEvent => ({
    type: 'chat-written',
    line: { id, text, writtenAt: 5, from: 'me', name: 'Ana' },
  });
  const told = (from: string, ...ids: string[]): CallEvent => ({
    type: 'history-told',
    from,
    lines: ids.map((id) => ({ id, from: 'cara', name: 'cara', text: id, writtenAt: Number(id) })),
  });
  const texts = (story: Story) => story.call.chat.lines.map(({ text }) => text);

  it('S57: a newcomer asks who was there before, not who comes later', () => {
    const story = inCall(BEN, CARA).on(channel());
    expect(story.taken()).toEqual([{ do: 'ask-history', to: 'ben' }]);
    story.on(told('ben', '1'), channel('cara'));
    expect(story.did()).toEqual([]);
    expect(inCall().on(joined(BEN)).on(channel()).taken()).not.toContainEqual({ do: 'ask-history', to: 'ben' });
  });

  it('S57: who has nothing to tell leaves the question open for the next', () => {
    const story = inCall(BEN, CARA).on(channel(), told('ben'), channel('cara'));
    expect(story.taken()).toContainEqual({ do: 'ask-history', to: 'cara' });
  });

  it('S57: is told with names and writers, and without what is on its way anyway', () => {
    const story = connected().on(
      { type: 'chat-received', from: 'ben', line: { id: '1', text: 'hi', writtenAt: 3 } },
      written('2'),
      joined(CARA),
      written('3'),
    );
    story.taken();
    story.on({ type: 'history-asked', from: 'cara' });
    expect(story.taken()).toEqual([
      {
        do: 'tell-history',
        to: 'cara',
        lines: [
          { id: '1', from: 'ben', name: 'ben', text: 'hi', writtenAt: 3 },
          { id: '2', from: ANA, name: 'Ana', text: '2', writtenAt: 5 },
        ],
      },
    ]);
  });

  it('S57: is told up to a number of lines and of bytes, the newest', () => {
    const tell = (text: string) => {
      const story = connected().on(channel());
      for (let index = 0; index < 150; index += 1) {
        const line = { id: String(index), text, writtenAt: index };
        story.on({ type: 'chat-received', from: 'ben', line });
      }
      story.on(joined(CARA)).taken();
      const [effect] = story.on({ type: 'history-asked', from: 'cara' }).taken();
      return effect?.do === 'tell-history' ? effect.lines : [];
    };
    expect(tell('short')).toHaveLength(100);
    expect(tell('short').at(-1)?.id).toBe('149');
    expect(JSON.stringify(tell('x'.repeat(4000))).length).toBeLessThan(60_000);
  });

  it('S58: is merged by time and without duplicates, and is one piece of news', () => {
    const story = inCall(BEN).on(channel(), {
      type: 'chat-received',
      from: 'ben',
      line: { id: '2', text: 'by Ben himself', writtenAt: 2 },
    });
    story.on(told('ben', '1', '2', '3'), told('ben', '4'));
    expect(texts(story)).toEqual(['1', 'by Ben himself', '3']);
    expect(story.call.chat.unread).toBe(2);
    expect(story.call.chat.lines[0]).toMatchObject({ name: 'cara', toldBy: 'ben' });
  });

  it('S58: the writer of a line knows better than who told it', () => {
    const story = inCall(BEN, CARA).on(channel(), told('ben', '1'));
    story.on({ type: 'chat-received', from: 'cara', line: { id: '1', text: 'as I wrote it', writtenAt: 9 } });
    expect(texts(story)).toEqual(['as I wrote it']);
    expect(story.call.chat.lines[0]?.toldBy).toBeUndefined();
  });

  it('S58: nobody can tell what was not asked for', () => {
    expect(texts(inCall(BEN).on(told('nobody', '1')))).toEqual([]);
    expect(texts(inCall().on(joined(BEN), channel(), told('ben', '1')))).toEqual([]);
  });
});

describe('files', () => {
  const file = (members: Partial<FileView> = {}): CallEvent => ({
    type: 'file-changed',
    with: 'ben',
    at: 5,
    file: {
      key: 'file-1',
      mine: false,
      name: 'tea.png',
      sizeBytes: 10,
      doneBytes: 0,
      stage: 'offered',
      tooLarge: false,
      url: undefined,
      picture: false,
      ...members,
    },
  });

  it('an offer is unread until the chat is opened, what becomes of it is not', () => {
    const story = connected().on(file(), file({ stage: 'moving' }));
    expect(story.call.chat).toMatchObject({ unread: 1, files: [{ person: 'ben', stage: 'moving', offeredAt: 5 }] });
    expect(connected().on(file({ mine: true })).call.chat.unread).toBe(0);
  });

  it('strangers offer nothing, but how a file of somebody who left ended is shown', () => {
    expect(inCall().on(file()).call.chat.files).toEqual([]);
    const story = connected().on(file(), left('left'), { ...file({ stage: 'gone' }), with: '' } as CallEvent);
    expect(story.call.chat.files).toMatchObject([{ stage: 'gone', person: 'ben' }]);
  });

  it('what people press goes to the files', () => {
    const story = connected().on({ type: 'file-pressed', key: 'file-1', action: 'save' });
    expect(story.taken()).toEqual([{ do: 'act-on-file', key: 'file-1', action: 'save' }]);
  });

  it('the oldest lines go first', () => {
    const many = Array.from({ length: 201 }, (_, index) => file({ key: String(index) }));
    const story = connected().on(...many);
    expect(story.call.chat.files).toHaveLength(200);
    expect(story.call.chat.files[0]?.key).toBe('1');
  });
});
