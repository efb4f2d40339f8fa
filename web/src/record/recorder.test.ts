import { describe, expect, it } from 'vitest';
import { NO_GESTURES } from '../call/gestures';
import { type CallState, initialState, type Remote } from '../call/state';
import { goodSample, recordOf } from '../testing/callRecords';
import { factsOf } from './facts';
import { ME } from './record';
import { Recorder } from './recorder';
import { findSpans } from './spans';
import { MARKS_MAX, read, write } from './stored';
import { thinned } from './thinning';

const WALL_CLOCK = Date.UTC(2026, 10, 21, 14, 3);

function remote(place: string, more: Partial<Remote> = {}): Remote {
  return {
    participant: { id: place, name: place, media: { audio: true, video: true }, role: 'guest', connected: true },
    place,
    polite: true,
    peer: { at: 'connected', path: 'direct', lossy: false },
    adrift: false,
    channelOpen: true,
    sharing: false,
    ...more,
  };
}

function inCall(remotes: readonly Remote[], more: Partial<CallState> = {}): CallState {
  const state = initialState({ call: 'tea', name: 'Ana', wanted: { audio: true, video: true }, key: undefined });
  return {
    ...state,
    link: { at: 'open' },
    local: { ...state.local, capture: { audio: { at: 'on' }, video: { at: 'on' } } },
    stage: {
      at: 'in-call',
      role: 'guest',
      joinedAt: 0,
      remotes,
      chat: { open: false, unread: 0, lines: [], files: [], historyWanted: false },
      share: 'off',
      shareContent: 'detail',
      gestures: NO_GESTURES,
      locked: false,
      waiting: [],
      shareStopped: false,
      rejoining: false,
    },
    ...more,
  };
}

describe('the recorder', { timeout: 60_000 }, () => {
  it('takes down what changes, once, with the time since its beginning', () => {
    const recorder = new Recorder(5000, WALL_CLOCK, undefined);
    recorder.onState(inCall([remote('ben')]), 5000);
    recorder.onState(inCall([remote('ben')]), 6000);
    recorder.onState(inCall([remote('ben', { peer: { at: 'shaky', since: 0, actAt: 0 } })]), 7000);
    const lost = { at: 'waiting', retryAt: 0, since: 0 } as const;
    recorder.onState(inCall([], { link: lost }), 8000);
    expect(recorder.record().marks.filter(({ at }) => at > 0)).toEqual([
      { at: 2000, who: 'ben', what: 'path', is: 'shaky' },
      { at: 3000, who: ME, what: 'link', is: 'lost' },
      ...['path', 'server', 'microphone', 'camera', 'screen'].map((what) => ({
        at: 3000,
        who: 'ben',
        what,
        is: 'gone',
      })),
    ]);
    expect(recorder.record()).toMatchObject({ startedAt: WALL_CLOCK, lasted: 3000, name: 'Ana' });
  });

  it('knows a muted microphone from one that is gone', () => {
    const local = inCall([]).local;
    const device = { id: 'a', label: 'A', absent: true };
    const lost = { ...local, lost: { audio: device }, capture: { ...local.capture, audio: { at: 'off' } as const } };
    const muted = { ...local, wanted: { audio: false, video: true } };
    const microphone = (state: CallState) =>
      factsOf(state).find(({ who, what }) => who === ME && what === 'microphone')?.is;
    expect([local, lost, muted].map((it) => microphone(inCall([], { local: it })))).toEqual(['on', 'lost', 'off']);
  });

  it('takes a hint at the network for one, unless the page was just looked at again', () => {
    const recorder = new Recorder(0, WALL_CLOCK, undefined);
    recorder.note(1000, ME, 'network', 'changed');
    recorder.note(2000, ME, 'page', 'hidden');
    recorder.note(9000, ME, 'page', 'visible');
    recorder.note(9001, ME, 'network', 'changed');
    expect(recorder.record().marks.map(({ at, is }) => [at, is])).toEqual([
      [1000, 'changed'],
      [2000, 'hidden'],
      [9000, 'visible'],
    ]);
  });

  it('goes on where it was after the page was loaded again, whose clock begins anew', () => {
    const first = new Recorder(50_000, WALL_CLOCK, undefined);
    first.onState(inCall([remote('ben')]), 50_000);
    first.sample('ben', goodSample(60_000));
    const second = new Recorder(300, WALL_CLOCK + 15_000, read(write(first.record())));
    second.onState(inCall([remote('ben')]), 300);
    second.sample('ben', goodSample(1300));
    const { people, marks } = second.record();
    expect(people[0]?.samples.map(({ at }) => at)).toEqual([10_000, 16_000]);
    expect(marks.filter(({ at }) => at > 0)).toEqual([{ at: 15_000, who: ME, what: 'page', is: 'loaded' }]);
  });

  it('forgets the oldest changes when there are too many, but never what still holds', () => {
    const recorder = new Recorder(0, WALL_CLOCK, undefined);
    recorder.onState(inCall([remote('ben')]), 0);
    for (let at = 1; at < MARKS_MAX + 100; at += 1)
      recorder.onState(inCall([remote('ben', { sharing: at % 2 === 1 })]), at);
    const { marks } = recorder.record();
    expect(marks).toHaveLength(MARKS_MAX);
    expect(marks.filter(({ at }) => at === 0).map(({ who, what }) => `${who} ${what}`)).toContain('ben camera');
  });

  it('S82: gives one person nothing about another', () => {
    const recorder = new Recorder(0, WALL_CLOCK, undefined);
    recorder.onState(inCall([remote('ben'), remote('cara')]), 0);
    for (const who of ['ben', 'cara']) recorder.sample(who, goodSample(1000));
    expect(write(recorder.recordWith('ben'))).not.toContain('cara');
    expect(recorder.recordWith('ben').people.map(({ who }) => who)).toEqual(['ben']);
  });
});

describe('a long call', { timeout: 60_000 }, () => {
  it('is thinned to a fraction, and its bad spans keep their edges', () => {
    const truths = [
      { from: 100_000, to: 130_000 },
      { from: 3_000_000, to: 3_040_000 },
      { from: 7_000_000, to: 7_400_000 },
    ];
    const record = recordOf(2.5 * 3600, ({ receiving }, second) => {
      const bad = truths.some(({ from, to }) => second.from >= from && second.to <= to);
      if (bad) receiving.audio.loss = 0.2;
    });
    const before = findSpans(record, new Map());
    expect(before).toHaveLength(3);
    // Again and again, as in a call.
    let thin = record;
    for (let time = 0; time < 3; time += 1) thin = thinned(thin);
    const samples = thin.people[0]?.samples.length ?? 0;
    expect(samples).toBeLessThan(2200);
    expect(samples).toBeGreaterThan(900);
    const edges = (spans: typeof before) => spans.map(({ from, to, what, cause }) => ({ from, to, what, cause }));
    expect(edges(findSpans(thin, new Map()))).toEqual(edges(before));
    expect(write(thin).length).toBeLessThan(400_000);
  });
});
