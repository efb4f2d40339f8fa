import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FileView } from '../call/files';
import { FilePipe } from '../testing/filePipe';
import { FileDesk } from './fileDesk';
import { BUFFERED_BYTES_MAX, CHUNK_BYTES } from './limits';
import type { FileStore } from './stores';

/** More than waits in a channel at once. */
const SIZE = 5_500_000;

function bytes(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) & 0xff);
}

/** One browser with a desk; its stores keep files in memory and can be full. */
class Side {
  readonly files = new Map<string, FileView>();
  readonly downloads: string[] = [];
  written = Buffer.alloc(0);
  discarded = 0;
  full = false;
  sizeMax = 10 * SIZE;
  now = 0;
  channel: FilePipe['ends'][0] | undefined;
  readonly desk: FileDesk;

  constructor() {
    let made = 0;
    const open = async (): Promise<FileStore> => ({
      write: async (block) => {
        if (this.full) throw new Error('full');
        this.written = Buffer.concat([this.written, block]);
      },
      finish: async (type) => new Blob([], { type }),
      discard: async () => {
        this.discarded += 1;
      },
    });
    const sizeMax = () => this.sizeMax;
    this.desk = new FileDesk(
      {
        get sizeMax() {
          return sizeMax();
        },
        open,
      },
      {
        channel: () => this.channel,
        changed: (_, file) => this.files.set(file.key, file),
        download: (_, name) => this.downloads.push(name),
        now: () => {
          this.now += 1000;
          return this.now;
        },
        randomId: () => {
          made += 1;
          return `id${made}`;
        },
      },
    );
  }

  get file(): FileView {
    const file = [...this.files.values()].at(-1);
    if (file === undefined) throw new Error('no file');
    return file;
  }
}

class Pair {
  readonly ana = new Side();
  readonly ben = new Side();
  pipe = new FilePipe();

  constructor() {
    this.connect();
  }

  connect(): this {
    this.pipe = new FilePipe();
    [this.ana.channel, this.ben.channel] = this.pipe.ends;
    this.ana.desk.onChannel('ben');
    this.ben.desk.onChannel('ana');
    return this;
  }

  disconnect(): this {
    this.pipe.break();
    this.ana.channel = undefined;
    this.ben.channel = undefined;
    this.ana.desk.onChannel('ben');
    this.ben.desk.onChannel('ana');
    return this;
  }

  async carry(rounds?: number): Promise<this> {
    await this.pipe.carry(
      [(data) => this.ana.desk.onMessage('ben', data), (data) => this.ben.desk.onMessage('ana', data)],
      rounds,
    );
    return this;
  }

  async offer(size = SIZE, name = 'tea.bin', type = ''): Promise<this> {
    this.ana.desk.offer(['ben'], [new File([bytes(size)], name, { type })]);
    return this.carry();
  }

  async save(rounds?: number): Promise<this> {
    this.ben.desk.act(this.ben.file.key, 'save');
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.carry(rounds);
  }

  async saveHalf(): Promise<this> {
    await this.save(0);
    while (this.ben.file.doneBytes < SIZE / 2) await this.carry(1);
    return this;
  }

  /** Hashing takes its time on a busy machine. */
  async becomes(stages: [string, string]): Promise<void> {
    const now = () => [this.ana.file.stage, this.ben.file.stage];
    for (let round = 0; round < 500 && now().join() !== stages.join(); round += 1) {
      await this.carry(1);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(now()).toEqual(stages);
  }
}

afterEach(() => vi.restoreAllMocks());

describe('files between two browsers', () => {
  it('S60: nothing but the offer goes out before the other one accepts', async () => {
    const pair = await new Pair().offer();
    await pair.becomes(['offered', 'offered']);
    expect(pair.ben.file).toMatchObject({ name: 'tea.bin', sizeBytes: SIZE, doneBytes: 0, mine: false });
    expect(pair.pipe.carried).toBe(0);
  });

  it.each([SIZE, 2 * 1_048_576, CHUNK_BYTES - 1, 1, 0])('%d bytes arrive as they are', async (size) => {
    const pair = await (await new Pair().offer(size)).save();
    await pair.becomes(['done', 'done']);
    expect(pair.ben.written.equals(bytes(size))).toBe(true);
    expect(pair.ben.file.doneBytes).toBe(size);
    expect(pair.ben.downloads).toEqual(['tea.bin']);
  });

  it('no more waits in the channel than a bounded amount', async () => {
    const pair = await (await new Pair().offer()).save();
    await pair.becomes(['done', 'done']);
    expect(pair.pipe.ends[0].mostBuffered).toBeLessThanOrEqual(BUFFERED_BYTES_MAX + CHUNK_BYTES + 12);
  });

  it('S61: what was changed on its way is damaged, and not handed over', async () => {
    const pair = await new Pair().offer();
    pair.pipe.tamper = (data) => {
      if (typeof data !== 'string') new Uint8Array(data)[500] = 0x11;
      return data;
    };
    await pair.save();
    await pair.becomes(['damaged', 'damaged']);
    expect(pair.ben.downloads).toEqual([]);
    expect(pair.ben.discarded).toBe(1);
  });

  it('S62: goes on over the next connection where the last one broke', async () => {
    const pair = await (await new Pair().offer()).saveHalf();
    pair.disconnect();
    await pair.becomes(['waiting', 'waiting']);
    const had = pair.ben.file.doneBytes;
    await pair.connect().carry();
    await pair.becomes(['done', 'done']);
    expect(pair.ben.written.equals(bytes(SIZE))).toBe(true);
    expect(pair.pipe.carried).toBeLessThanOrEqual(SIZE - had + CHUNK_BYTES);
  });

  it('S62: an offer that nobody answered is made again', async () => {
    const pair = new Pair().disconnect();
    pair.ana.desk.offer(['ben'], [new File([bytes(10)], 'tea.bin')]);
    await (await pair.connect().carry()).save();
    await pair.becomes(['done', 'done']);
  });

  it.each(['ana', 'ben'] as const)('%s pauses it, and lets it go on', async (who) => {
    const pair = await (await new Pair().offer()).saveHalf();
    pair[who].desk.act(pair[who].file.key, 'pause');
    await pair.carry();
    await pair.becomes(who === 'ana' ? ['paused-here', 'paused-there'] : ['paused-there', 'paused-here']);
    pair[who].desk.act(pair[who].file.key, 'resume');
    await pair.carry();
    await pair.becomes(['done', 'done']);
  });

  it.each(['ana', 'ben'] as const)('%s cancels it', async (who) => {
    const pair = await (await new Pair().offer()).saveHalf();
    pair[who].desk.act(pair[who].file.key, 'cancel');
    await pair.carry();
    await pair.becomes(who === 'ana' ? ['canceled-here', 'canceled-there'] : ['canceled-there', 'canceled-here']);
    expect(pair.ben.discarded).toBe(1);
    expect(pair.ben.downloads).toEqual([]);
  });

  it('a full disk ends it on both sides', async () => {
    const pair = await new Pair().offer();
    pair.ben.full = true;
    await pair.save();
    await pair.becomes(['canceled-there', 'no-room']);
  });

  it('a file that is too large for this browser cannot be saved', async () => {
    const pair = new Pair();
    pair.ben.sizeMax = 10;
    await (await pair.offer()).save();
    expect(pair.ben.file).toMatchObject({ tooLarge: true, stage: 'offered' });
  });

  it('who leaves takes unfinished files along', async () => {
    const pair = await (await new Pair().offer()).saveHalf();
    pair.ana.desk.gone('ben');
    pair.ben.desk.gone('ana');
    await pair.becomes(['gone', 'gone']);
  });

  it('takes only so many unfinished files', async () => {
    const pair = new Pair();
    for (let index = 0; index < 20; index += 1) await pair.offer(10);
    expect(pair.ben.files.size).toBe(16);
  });

  it('knows only so many files that are over', () => {
    const revoked = vi.spyOn(URL, 'revokeObjectURL');
    const pair = new Pair();
    for (let index = 0; index < 205; index += 1) {
      pair.ana.desk.offer(['ben'], [new File(['tea'], 'tea.png', { type: 'image/png' })]);
      pair.ana.desk.act(pair.ana.file.key, 'cancel');
    }
    expect(revoked).toHaveBeenCalledTimes(5);
  });

  it('several files go one after the other', async () => {
    const pair = await (await new Pair().offer(SIZE)).offer(10, 'small.bin');
    for (const { key } of pair.ben.files.values()) pair.ben.desk.act(key, 'save');
    const stages = () => [...pair.ben.files.values()].map(({ stage }) => stage);
    await vi.waitUntil(async () => (await pair.carry(1)) && stages().join() === 'done,done', { timeout: 5000 });
  });

  it('shows a picture to who sends it at once, and to the other when it is there', async () => {
    const pair = await new Pair().offer(100, 'tea.png', 'image/png');
    expect(pair.ana.file).toMatchObject({ picture: true, url: expect.stringContaining('blob:') });
    expect(pair.ben.file).toMatchObject({ picture: false, url: undefined });
    await pair.save();
    await pair.becomes(['done', 'done']);
    expect(pair.ben.file).toMatchObject({ picture: true, url: expect.stringContaining('blob:') });
  });
});
