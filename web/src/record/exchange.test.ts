import { describe, expect, it } from 'vitest';
import { recordOf } from '../testing/callRecords';
import { type Asked, Exchange } from './exchange';
import type { RecordMessage } from './messages';
import { PART_CHARACTERS_MAX } from './messages';
import { pack } from './packed';
import type { CallRecord } from './record';
import { write } from './stored';

/** Two browsers whose clocks differ, and a channel between them that takes its time. */
class Pair {
  readonly said: RecordMessage[] = [];
  readonly ana: Exchange;
  readonly ben: Exchange;
  /** Milliseconds from Ana to Ben, and back. */
  ways: readonly [number, number] = [30, 30];
  #now = 10_000;

  constructor(record: CallRecord, ahead = 0) {
    const end = (name: 'ana' | 'ben', clock: () => number): Exchange => {
      return new Exchange({
        send: (_, message) => {
          this.said.push(message);
          this.#queue.push(() => {
            this.#now += this.ways[name === 'ana' ? 0 : 1];
            const other = name === 'ana' ? this.ben : this.ana;
            other.hear(name, JSON.parse(JSON.stringify(message)) as RecordMessage);
          });
        },
        now: clock,
        randomId: () => `id${this.said.length}`,
        recordWith: () => record,
        changed: () => undefined,
      });
    };
    this.ana = end('ana', () => this.#now);
    this.ben = end('ben', () => this.#now + ahead);
  }

  readonly #queue: (() => void)[] = [];

  /** Delivers what is said, until nothing more is. */
  async settle(ana?: Asked): Promise<void> {
    const isDone = () => ana === undefined || this.ana.asked.get('ben') === ana;
    for (let quiet = 0; quiet < 3 || (!isDone() && quiet < 500); quiet += 1) {
      for (let deliver = this.#queue.shift(); deliver; deliver = this.#queue.shift()) {
        deliver();
        quiet = 0;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** Numbers that hardly compress. */
function long(): CallRecord {
  return recordOf(1200, ({ receiving, sending }) => {
    for (const { audio, video } of [receiving, sending])
      for (const flow of [audio, video])
        Object.assign(flow, { bitsPerSecond: Math.random() * 1e6, loss: Math.random() });
  });
}

describe('a record that somebody asks for', { timeout: 30_000 }, () => {
  it('S78: is given to nobody before its person agreed', async () => {
    const pair = new Pair(recordOf(60));
    pair.ana.ask('ben');
    await pair.settle();
    expect(pair.said.map(({ type }) => type)).toEqual(['asked']);
    expect(pair.ben.questions).toEqual(['ana']);
    // Nor does it come when somebody pretends to have been given the beginning, or asks for the time.
    pair.ben.hear('ana', { type: 'received', id: 'id0', number: -1 });
    pair.ben.hear('ana', { type: 'time', id: 'id0', sent: 1 });
    await pair.settle();
    expect(pair.said).toHaveLength(1);
  });

  it('S78: is declined in a word, and a person who keeps asking is answered without a question', async () => {
    const pair = new Pair(recordOf(60));
    for (let time = 0; time < 5; time += 1) {
      pair.ana.ask('ben');
      await pair.settle();
      expect(pair.ben.questions).toEqual(time < 3 ? ['ana'] : []);
      await pair.ben.answer('ana', false);
      await pair.settle();
      expect(pair.ana.asked.get('ben')).toBe('declined');
    }
    expect(pair.said.some(({ type }) => type === 'part')).toBe(false);
    expect(pair.ana.told.size).toBe(0);
  });

  it('S79, S80: comes in parts, with its times as the own clock shows them', async () => {
    const record = long();
    const pair = new Pair(record, 123_456);
    pair.ways = [20, 180];
    pair.ana.ask('ben');
    await pair.settle();
    await pair.ben.answer('ana', true);
    await pair.settle('here');
    expect(pair.ana.asked.get('ben')).toBe('here');
    const parts = pair.said.filter((message) => message.type === 'part');
    expect(parts.length).toBeGreaterThan(2);
    for (const { data } of parts) expect(data.length).toBeLessThanOrEqual(PART_CHARACTERS_MAX);
    // What was before the own record began is left out.
    const told = pair.ana.told.get('ben')?.people[0]?.samples ?? [];
    const given = record.people[0]?.samples.filter(({ at }) => at > 123_556) ?? [];
    expect(told.length).toBe(given.length);
    // Half of the difference of both ways is all that may be wrong.
    told.forEach(({ at }, index) => {
      expect(Math.abs(at + 123_456 - (given[index]?.at ?? 0))).toBeLessThanOrEqual(100);
    });
  });

  it('S80: comes though the channel broke in the middle', async () => {
    const pair = new Pair(long());
    pair.ana.ask('ben');
    await pair.settle();
    await pair.ben.answer('ana', true);
    pair.ana.hear('ben', pair.said.at(-1) as RecordMessage);
    expect(pair.ana.asked.get('ben')).toBe('coming');
    pair.ana.reopened('ben');
    await pair.settle('here');
    expect(pair.ana.asked.get('ben')).toBe('here');
  });

  it('S81: is not taken from who was not asked, out of order, or when it is none', async () => {
    const parts = await pack(write(recordOf(60)));
    const part = (number: number, id: string, data = parts[0] ?? ''): RecordMessage => {
      return { type: 'part', id, number, of: 1, data };
    };
    const pair = new Pair(recordOf(60));
    pair.ana.hear('ben', part(0, 'id0'));
    expect(pair.said).toEqual([]);
    pair.ana.ask('ben');
    pair.ana.hear('cara', part(0, 'id0'));
    pair.ana.hear('ben', part(1, 'id0'));
    pair.ana.hear('ben', part(0, 'another'));
    expect(pair.ana.asked.get('ben')).toBe('asked');

    const rubbish = new Pair({ ...recordOf(60), people: [] });
    rubbish.ana.ask('ben');
    await rubbish.settle();
    await rubbish.ben.answer('ana', true);
    await rubbish.settle('broken');
    expect(rubbish.ana.asked.get('ben')).toBe('broken');
    expect(rubbish.ana.told.size).toBe(0);
  });
});
