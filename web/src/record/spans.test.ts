import { describe, expect, it } from 'vitest';
import type { QualitySample } from '../quality/sample';
import { part, recordOf } from '../testing/callRecords';
import { forEachSeed } from '../testing/seeds';
import { type CallRecord, type Mark, ME, type Stretch } from './record';
import { findSpans, type Span, type Told } from './spans';

const NOBODY: Told = new Map();
const EDGE_MILLIS = 2000;
const SLOW = { timeout: 60_000 };
const mark = (at: number, who: string, what: Mark['what'], is: Mark['is']): Mark => ({ at, who, what, is });

function worst(spans: readonly Span[]): Span {
  const [longest] = [...spans].sort((a, b) => b.to - b.from - (a.to - a.from));
  if (longest === undefined) throw new Error('nothing was found');
  return longest;
}

function expectEdges(span: Stretch, truth: Stretch): void {
  expect(Math.abs(span.from - truth.from), `from ${span.from} for ${truth.from}`).toBeLessThanOrEqual(EDGE_MILLIS);
  expect(Math.abs(span.to - truth.to), `to ${span.to} for ${truth.to}`).toBeLessThanOrEqual(EDGE_MILLIS);
}

/** How many of so many packets were lost. */
function lossOf(random: () => number, rate: number, packets: number): number {
  let lost = 0;
  for (let index = 0; index < packets; index += 1) if (random() < rate) lost += 1;
  return lost / packets;
}

function cutOff({ receiving, sending }: QualitySample): void {
  for (const flow of [receiving.audio, receiving.video]) Object.assign(flow, { bitsPerSecond: 0, loss: undefined });
  receiving.video.framesPerSecond = 0;
  for (const flow of [sending.audio, sending.video]) flow.loss = undefined;
}

/** The own record as the other side would have made it. */
function seenByBen(record: CallRecord, marks: readonly Mark[] = []): CallRecord {
  const samples = record.people[0]?.samples.map(({ receiving, sending, ...sample }): QualitySample => {
    return {
      ...sample,
      receiving: { audio: { ...sending.audio, concealed: 0 }, video: { ...sending.video, frozenMillis: 0 } },
      sending: { audio: receiving.audio, video: { ...receiving.video, limitation: 'none' } },
    };
  });
  const other = (who: string) => (who === ME ? 'ana' : ME);
  const flipped = record.marks.filter(({ what }) => what !== 'path' && what !== 'link' && what !== 'server');
  const own = [
    ...flipped.map((it) => ({ ...it, who: other(it.who) })),
    mark(1000, 'ana', 'path', 'direct'),
    mark(0, ME, 'link', 'connected'),
    ...marks,
  ].sort((a, b) => a.at - b.at);
  return { ...record, name: 'Ben', people: [{ who: 'ana', name: 'Ana', samples: samples ?? [] }], marks: own };
}

describe('a call in which all was well', SLOW, () => {
  it('has no bad span, whatever chance loses now and then', async () => {
    await forEachSeed(30, async (random) => {
      const record = recordOf(
        120,
        ({ receiving }) => {
          receiving.audio.loss = lossOf(random, 0.004, 50);
          receiving.video.loss = lossOf(random, 0.004, 120);
        },
        [],
        random,
      );
      expect(findSpans(record, NOBODY)).toEqual([]);
    });
  });

  it('has no bad span while the other camera and microphone are off', () => {
    const off = [mark(20_000, 'ben', 'camera', 'off'), mark(20_000, 'ben', 'microphone', 'off')];
    const record = recordOf(
      60,
      (sample, second) => part(second, { from: 20_000, to: 60_000 }) > 0 && cutOff(sample),
      off,
    );
    expect(findSpans(record, NOBODY)).toEqual([]);
  });

  it('has no bad span because pictures begin small and late', () => {
    const record = recordOf(60, ({ receiving }, { to }) => {
      if (to < 4000) Object.assign(receiving.video, { framesPerSecond: 0, height: 90 });
    });
    expect(findSpans(record, NOBODY)).toEqual([]);
  });
});

describe('loss in one direction', SLOW, () => {
  it('is found with its direction and both edges, from 6 to 30 %', async () => {
    await forEachSeed(60, async (random) => {
      const from = 10_000 + random() * 60_000;
      const truth = { from, to: from + 4000 + random() * 40_000 };
      const rate = 0.06 + random() * 0.24;
      const back = random() < 0.5;
      const record = recordOf(
        130,
        (sample, second) => {
          const now = rate * part(second, truth) + 0.004;
          const way = back ? sample.sending : sample.receiving;
          way.audio.loss = lossOf(random, now, 50);
          way.video.loss = lossOf(random, now, 120);
        },
        [],
        random,
      );
      const span = worst(findSpans(record, NOBODY));
      expectEdges(span, truth);
      expect(span).toMatchObject({ who: 'ben', direction: back ? 'to them' : 'from them', cause: 'path' });
      expect(Math.abs((span.loss ?? 0) - rate)).toBeLessThan(0.06);
    });
  });

  it('of five percent is one span over a long time, although chance loses little now and then', async () => {
    const wrong: number[] = [];
    await forEachSeed(60, async (random) => {
      const truth = { from: 20_000, to: 80_000 };
      const record = recordOf(
        110,
        ({ receiving }, second) => {
          const now = 0.05 * part(second, truth);
          receiving.audio.loss = lossOf(random, now, 50);
          receiving.video.loss = lossOf(random, now, 20);
        },
        [],
        random,
      );
      const spans = findSpans(record, NOBODY);
      expect(spans.map(({ from, to }) => Math.round((to - from) / 1000))).toHaveLength(1);
      const { from, to } = worst(spans);
      wrong.push(Math.abs(from - truth.from), Math.abs(to - truth.to));
    });
    // In two seconds of so little, nothing may be lost at all.
    expect(Math.max(...wrong)).toBeLessThanOrEqual(2 * EDGE_MILLIS);
    expect(wrong.filter((millis) => millis > EDGE_MILLIS).length).toBeLessThanOrEqual(wrong.length / 10);
  });

  it('is found by the reports of audio alone, which come every five seconds', async () => {
    await forEachSeed(40, async (random) => {
      const from = 20_000 + random() * 10_000;
      const truth = { from, to: from + 12_000 + random() * 20_000 };
      const camera = [mark(0, ME, 'camera', 'off')];
      let since = 1000;
      const worsen = ({ sending }: QualitySample, { to }: Stretch) => {
        const reported = to - since >= 4500;
        sending.video.loss = undefined;
        sending.audio.loss = reported ? 0.25 * part({ from: since, to }, truth) : undefined;
        if (reported) since = to;
      };
      const span = worst(findSpans(recordOf(90, worsen, camera, random), NOBODY));
      expectEdges(span, truth);
      expect(span).toMatchObject({ direction: 'to them', what: ['sound'] });
    });
  });

  it('counts as the network of whoever was measured to be weak', () => {
    const truth = { from: 20_000, to: 40_000 };
    for (const [who, cause] of [
      [ME, 'your network'],
      ['ben', 'their network'],
    ] as const) {
      const weak = [mark(22_000, who, 'network', 'weak'), mark(41_000, who, 'network', 'ok')];
      const record = recordOf(60, lossy(truth), weak);
      expect(worst(findSpans(record, NOBODY)).cause).toBe(cause);
    }
  });

  it('is of the own network when everybody suffers, of theirs when nobody else does', () => {
    const truth = { from: 20_000, to: 40_000 };
    const [bad, good] = [recordOf(60, lossy(truth)), recordOf(60)];
    const withCara = ({ people, marks }: CallRecord): CallRecord => ({
      ...bad,
      people: [...bad.people, ...people.map((person) => ({ ...person, who: 'cara', name: 'Cara' }))],
      marks: [...bad.marks, ...marks.map((it) => (it.who === 'ben' ? { ...it, who: 'cara' } : it))],
    });
    const causes = (record: CallRecord) => findSpans(record, NOBODY).map(({ name, cause }) => [name, cause]);
    expect(causes(withCara(bad))).toEqual([
      ['Ben', 'your network'],
      ['Cara', 'your network'],
    ]);
    expect(causes(withCara(good))).toEqual([['Ben', 'their network']]);
  });
});

function lossy(truth: Stretch, rate = 0.2) {
  return ({ receiving }: QualitySample, second: Stretch) => {
    receiving.audio.loss = rate * part(second, truth);
    receiving.video.loss = rate * part(second, truth);
  };
}

describe('a path that is cut', SLOW, () => {
  it('is found both ways, with the edges of what was missing, not of when it was noticed', async () => {
    await forEachSeed(40, async (random) => {
      const from = 10_000 + random() * 40_000;
      const truth = { from, to: from + 4000 + random() * 20_000 };
      const noticed = [
        mark(from + 1000 + random() * 1200, 'ben', 'path', 'shaky'),
        mark(truth.to - 200 + random() * 600, 'ben', 'path', 'direct'),
      ];
      const record = recordOf(90, cut(truth), noticed, random);
      const span = worst(findSpans(record, NOBODY));
      expectEdges(span, truth);
      expect(span).toMatchObject({ direction: 'both', what: ['media'], cause: 'path' });
    });
  });

  it('is known to be of their network once they tell that their server was gone, too', () => {
    const truth = { from: 20_000, to: 30_000 };
    const noticed = [mark(22_000, 'ben', 'path', 'restarting'), mark(30_000, 'ben', 'path', 'direct')];
    const record = recordOf(60, cut(truth), noticed);
    const told = seenByBen(recordOf(60, cutBack(truth)), [
      mark(22_000, 'ana', 'path', 'restarting'),
      mark(26_000, ME, 'link', 'lost'),
      mark(30_000, 'ana', 'path', 'direct'),
      mark(31_000, ME, 'link', 'connected'),
    ]);
    expect(worst(findSpans(record, NOBODY)).cause).toBe('path');
    const span = worst(findSpans(record, new Map([['ben', told]])));
    expect(span).toMatchObject({ cause: 'their network', direction: 'both' });
    expectEdges(span, truth);
  });

  it('is of the own network when the server is gone with it, and of the server when it relayed for both', () => {
    const truth = { from: 20_000, to: 30_000 };
    const noticed = [mark(22_000, 'ben', 'path', 'restarting'), mark(30_000, 'ben', 'path', 'direct')];
    const lost = [mark(21_000, ME, 'link', 'lost'), mark(31_000, ME, 'link', 'connected')];
    expect(worst(findSpans(recordOf(60, cut(truth), [...noticed, ...lost]), NOBODY)).cause).toBe('your network');
    const relayed = [mark(2000, 'ben', 'path', 'relayed'), ...noticed, mark(21_000, ME, 'link', 'restarting-server')];
    expect(worst(findSpans(recordOf(60, cut(truth), relayed), NOBODY)).cause).toBe('server');
  });

  it('leaves a span that only the server had where media went on', () => {
    const record = recordOf(60, undefined, [mark(20_000, ME, 'link', 'lost'), mark(29_000, ME, 'link', 'connected')]);
    expect(findSpans(record, NOBODY)).toMatchObject([
      { from: 20_000, to: 29_000, who: undefined, what: ['server'], cause: 'server' },
    ]);
  });
});

function cut(truth: Stretch) {
  return (sample: QualitySample, second: Stretch) => {
    const missing = part(second, truth);
    sample.receiving.audio.bitsPerSecond *= 1 - missing;
    sample.receiving.video.bitsPerSecond *= 1 - missing;
    sample.receiving.video.framesPerSecond *= 1 - missing;
    if (missing > 0) sample.receiving.video.loss = undefined;
    if (missing === 1) cutOff(sample);
  };
}

function cutBack(truth: Stretch) {
  return ({ sending }: QualitySample, second: Stretch) => {
    for (const flow of [sending.audio, sending.video]) flow.bitsPerSecond *= 1 - part(second, truth);
  };
}

describe('what the sender limits', () => {
  it('is a computer that is busy', () => {
    const truth = { from: 20_000, to: 40_000 };
    const record = recordOf(60, ({ sending: { video } }, second) => {
      if (part(second, truth) > 0.5) Object.assign(video, { limitation: 'cpu', width: 480, height: 270 });
    });
    const [span, ...others] = findSpans(record, NOBODY);
    expect(span).toMatchObject({ direction: 'to them', what: ['resolution'], cause: 'your computer' });
    expectEdges(span as Span, truth);
    expect(others).toEqual([]);
  });

  it('is a smaller picture on purpose, and no fault', () => {
    const record = recordOf(60, ({ sending: { video } }, { to }) => {
      if (to > 20_000) Object.assign(video, { width: 320, height: 180 });
    });
    expect(findSpans(record, NOBODY)).toEqual([]);
  });

  it('is a page in the background that sends no pictures', () => {
    const truth = { from: 20_000, to: 35_000 };
    const away = [mark(20_000, ME, 'page', 'hidden'), mark(35_000, ME, 'page', 'visible')];
    const still = ({ sending: { video } }: QualitySample, second: Stretch) => {
      if (part(second, truth) > 0.9) video.framesPerSecond = 0;
    };
    const span = worst(findSpans(recordOf(60, still, away), NOBODY));
    expect(span).toMatchObject({ direction: 'to them', what: ['picture'], cause: 'your page' });
  });

  it('is a device that is gone', () => {
    const lost = [mark(20_000, ME, 'camera', 'lost'), mark(30_000, ME, 'camera', 'on')];
    expect(findSpans(recordOf(60, undefined, lost), NOBODY)).toMatchObject([
      { from: 20_000, to: 30_000, direction: 'to them', what: ['picture'], cause: 'your device' },
    ]);
  });
});

it('a freeze that is counted only when it is over has the edges it had', SLOW, async () => {
  await forEachSeed(30, async (random) => {
    const from = 20_000 + random() * 5000;
    const truth = { from, to: from + 3000 + random() * 6000 };
    const record = recordOf(
      60,
      ({ receiving: { video } }, second) => {
        const still = part(second, truth);
        video.framesPerSecond = 25 * (1 - still);
        if (second.from <= truth.to && truth.to < second.to) video.frozenMillis = truth.to - truth.from;
      },
      [],
      random,
    );
    const span = worst(findSpans(record, NOBODY));
    expectEdges(span, truth);
    expect(span).toMatchObject({ direction: 'from them', what: ['picture'] });
  });
});

it('a computer that stalls shortly before a loss does not move its edges, and is told apart from it', () => {
  const truth = { from: 24_000, to: 40_000 };
  const record = recordOf(60, (sample, second) => {
    lossy(truth)(sample, second);
    if (part(second, { from: 16_000, to: 23_500 }) > 0) sample.receiving.video.framesPerSecond = 0;
  });
  const [person] = record.people;
  const late = person?.samples.filter(({ at }) => at !== 17_000 && at !== 19_000) ?? [];
  const spans = findSpans({ ...record, people: [{ who: 'ben', name: 'Ben', samples: late }] }, NOBODY);
  expect(spans.map(({ what, cause }) => [...what, cause])).toEqual([
    ['picture', 'your computer'],
    ['picture', 'sound', 'path'],
  ]);
  expectEdges(spans[1] as Span, truth);
});

it('what the other side received has its own edges, not those of late reports', SLOW, async () => {
  await forEachSeed(30, async (random) => {
    const from = 15_000 + random() * 10_000;
    const truth = { from, to: from + 8000 + random() * 10_000 };
    const late = { from: truth.from + 4000, to: truth.to + 5000 };
    const mine = recordOf(60, ({ sending }, second) => {
      sending.audio.loss = 0.2 * part(second, late);
    });
    const theirs = seenByBen(
      recordOf(60, ({ sending }, second) => {
        sending.audio.loss = 0.2 * part(second, truth);
      }),
    );
    const span = worst(findSpans(mine, new Map([['ben', theirs]])));
    expectEdges(span, truth);
    expect(span).toMatchObject({ direction: 'to them', what: ['sound'] });
  });
});
