import { describe, expect, it } from 'vitest';
import { recordOf } from '../testing/callRecords';
import { pack, UNPACKED_BYTES_MAX, unpack } from './packed';
import { ME } from './record';
import { read, write } from './stored';

describe('a record as text', { timeout: 30_000 }, () => {
  it('says the same when it is read again', () => {
    const record = recordOf(30, ({ receiving, sending }) => {
      receiving.audio.loss = undefined;
      receiving.video.frozenMillis = 700;
      sending.video.limitation = 'cpu';
    });
    expect(read(write(record))).toEqual(record);
  });

  it('S82: is refused when anything in it is not what it should be', () => {
    const good = JSON.parse(write(recordOf(10)));
    const [person] = good.people;
    const [row] = person.samples;
    const bad = [
      { ...good, version: 2 },
      { ...good, lasted: -1 },
      { ...good, lasted: 1e12 },
      { ...good, name: 'x'.repeat(201) },
      { ...good, name: 7 },
      { ...good, people: Array(65).fill(person) },
      { ...good, people: [{ ...person, samples: Array(20_001).fill(row) }] },
      { ...good, people: [{ ...person, samples: [[...row, 1]] }] },
      { ...good, people: [{ ...person, samples: [row.map(() => 'x')] }] },
      { ...good, people: [{ ...person, samples: [[null, ...row.slice(1)]] }] },
      { ...good, marks: [{ at: 0, who: ME, what: 'script', is: 'on' }] },
      { ...good, marks: Array(4001).fill(good.marks[0]) },
      [],
      null,
    ];
    expect(read(JSON.stringify(good))).toBeDefined();
    for (const value of bad) expect(read(JSON.stringify(value)), JSON.stringify(value).slice(0, 80)).toBeUndefined();
    for (const text of ['', '{', '"']) expect(read(text)).toBeUndefined();
  });
});

describe('S80: what is packed', { timeout: 30_000 }, () => {
  it('is the same when it was unpacked', async () => {
    const text = 'Ä€😀<img>'.repeat(5000);
    expect(await unpack(await pack(text))).toBe(text);
  });

  it('is given up where it grows beyond every record, and where it is none', async () => {
    const bomb = await pack(' '.repeat(UNPACKED_BYTES_MAX + 1));
    expect(bomb.length).toBeLessThan(3);
    expect(await unpack(bomb)).toBeUndefined();
    expect(await unpack(['%%%'])).toBeUndefined();
    expect(await unpack(['AAAA'])).toBeUndefined();
  });
});
