import { describe, expect, it } from 'vitest';
import type { CallFound, CallView, Role } from '../protocol/messages';
import { nextDeadline } from './deadline';
import type { CallEffect, CallEvent } from './events';
import { type CallState, initialState, sentMedia } from './state';
import { step } from './step';

const STARTS = '2026-11-21T10:00:00Z';
const found = (members: Partial<CallFound> = {}): CallEvent => ({
  type: 'call-found',
  found: { call: 'abcd-efghij-klmn', participants: [], full: false, ...members },
});
const scheduled = found({ state: 'scheduled', startsAt: STARTS, title: 'Choir' });
const opened: CallEvent = { type: 'message', message: { type: 'callOpened', body: { call: 'abcd-efghij-klmn' } } };
const linkOpen: CallEvent = { type: 'link-changed', link: { at: 'open' } };

function story(start: { key?: string; hosting?: boolean; viewing?: boolean } = {}) {
  let state: CallState = initialState({
    call: 'abcd-efghij-klmn',
    name: 'Ana',
    wanted: { audio: true, video: true },
    key: start.key,
    hosting: start.hosting ?? false,
    viewing: start.viewing ?? false,
  });
  let effects: readonly CallEffect[] = [];
  const on = (event: CallEvent, now = 1000) => {
    ({ state, effects } = step(state, event, now));
  };
  on(linkOpen);
  return { on, state: () => state, did: () => effects };
}

const view = (role: Role): CallView => ({ call: 'abcd-efghij-klmn', you: 'ana', role, participants: [] });

describe('S83: before a call begins', () => {
  it('a guest waits, with the devices closed, and asks again now and then', () => {
    const ana = story();
    ana.on(scheduled);
    expect(ana.state().stage).toMatchObject({ at: 'early', startsAt: STARTS });
    expect(ana.state().title).toBe('Choir');
    expect(ana.did()).toEqual([{ do: 'close-devices' }]);
    ana.on({ type: 'tick' }, nextDeadline(ana.state()));
    expect(ana.did()).toEqual([{ do: 'look-up', call: 'abcd-efghij-klmn' }]);
  });

  it('counts by the clock of the server, whatever this one says', () => {
    const ana = story();
    ana.on(found({ state: 'scheduled', startsAt: STARTS, startsInSeconds: 120 }), 5000);
    expect(ana.state().stage).toMatchObject({ at: 'early', opensAt: 125_000 });
    ana.on(found({ state: 'scheduled', startsAt: STARTS, startsInSeconds: 60 }), 35_000);
    expect(ana.state().stage).toMatchObject({ at: 'early', opensAt: 95_000 });
  });

  it('goes on by itself when the call opens', () => {
    const ana = story();
    ana.on(scheduled);
    ana.on(opened);
    expect(ana.state().stage.at).toBe('lobby');
    expect(ana.did()).toEqual([{ do: 'look-up', call: 'abcd-efghij-klmn' }]);
  });

  it('a message that got lost is made up for by the next look', () => {
    const ana = story();
    ana.on(scheduled);
    ana.on(found({ state: 'waiting' }));
    expect(ana.state().stage.at).toBe('lobby');
  });

  it('a call that was called off meanwhile says so', () => {
    const ana = story();
    ana.on(scheduled);
    const details = { reason: 'canceled', at: STARTS };
    ana.on({ type: 'look-up-refused', code: 'call.ended', details });
    expect(ana.state().stage).toEqual({ at: 'refused', code: 'call.ended', details });
  });

  it('a host is asked in', () => {
    const ana = story({ key: 'secret', hosting: true });
    ana.on(scheduled);
    expect(ana.state().stage.at).toBe('lobby');
  });

  it('devices that open meanwhile are closed', () => {
    const ana = story();
    ana.on({ type: 'devices-wanted' });
    ana.on(scheduled);
    ana.on({ type: 'captured', outcome: { audio: { ok: true }, video: { ok: true } } });
    expect(ana.did()).toContainEqual({ do: 'close-devices' });
    expect(sentMedia(ana.state().local)).toEqual({ audio: false, video: false });
  });

  it('whoever is told at the door that it is early waits, too', () => {
    const ana = story({ key: 'secret', hosting: true });
    ana.on({ type: 'join-refused', code: 'call.not_started', details: { startsAt: STARTS } });
    expect(ana.state().stage).toMatchObject({ at: 'early', startsAt: STARTS, opensAt: undefined });
    ana.on({ type: 'tick' }, nextDeadline(ana.state()));
    expect(ana.did()).toEqual([{ do: 'look-up', call: 'abcd-efghij-klmn' }]);
    ana.on(scheduled, 2000);
    expect(nextDeadline(ana.state())).toBeGreaterThan(2000);
  });
});

describe('S92: a passphrase', () => {
  it('is asked for, sent, and asked for again when it was wrong', () => {
    const ana = story();
    ana.on(found({ passphrase: true }));
    expect(ana.state().passphrase).toEqual({ asked: true, text: '', wrong: false });
    ana.on({ type: 'captured', outcome: { audio: { ok: true }, video: { ok: true } } });
    ana.on({ type: 'passphrase-changed', passphrase: 'open barley' });
    ana.on({ type: 'join-pressed' });
    expect(ana.state().stage).toMatchObject({ joining: 'call' });
    expect(ana.did()).toMatchObject([{ do: 'join', passphrase: 'open barley' }]);
    ana.on({ type: 'join-refused', code: 'call.passphrase_wrong' });
    expect(ana.state().passphrase).toEqual({ asked: true, text: '', wrong: true });
    expect(ana.state().stage).toMatchObject({ at: 'lobby', joining: 'no' });
  });
});

describe('S89: a link that is no longer valid', () => {
  it('is said, forgotten, and not tried again', () => {
    const ana = story({ key: 'secret' });
    ana.on({ type: 'join-refused', code: 'call.link_invalid' });
    expect(ana.state().stage).toEqual({ at: 'refused', code: 'call.link_invalid' });
    expect(ana.did()).toEqual([{ do: 'forget-link' }]);
    expect(ana.state().key).toBeUndefined();
  });
});

describe('S90: who only looks on', () => {
  it('is asked for no device, and sends nothing', () => {
    const vera = story({ key: 'secret', viewing: true });
    vera.on({ type: 'devices-wanted' });
    expect(vera.did()).toEqual([]);
    vera.on({ type: 'join-pressed' });
    expect(vera.did()).toMatchObject([{ do: 'join', key: 'secret', media: { audio: false, video: false } }]);
    vera.on({ type: 'call-joined', view: view('viewer') });
    for (const type of ['microphone-toggled', 'camera-toggled', 'share-pressed'] as const) vera.on({ type });
    expect(sentMedia(vera.state().local)).toEqual({ audio: false, video: false });
  });
});
