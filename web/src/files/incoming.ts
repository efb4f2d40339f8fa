import type { FileStage } from '../call/files';
import { HashChain } from './hashes';
import { BLOCK_BYTES } from './limits';
import type { Chunk, FileMessage, FileOffer } from './messages';
import { safeMime } from './names';
import { isComplete, type ReceiveEnd, type ReceiveInput, type Receiving, stepReceiving } from './receiver';
import type { FileStore } from './stores';

const ENDS: Record<ReceiveEnd, FileStage> = {
  intact: 'done',
  damaged: 'damaged',
  'canceled-here': 'canceled-here',
  'canceled-there': 'canceled-there',
  'no-room': 'no-room',
  gone: 'gone',
};

/** One file from one other: the state machine, the block that is coming in, and where the others were written. */
export class Incoming {
  readonly offer: FileOffer;
  readonly #say: (message: FileMessage) => void;
  readonly #changed: () => void;
  readonly #chain = new HashChain();
  #receiving: Receiving;
  #store: FileStore | undefined;
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  /** One block after the other is hashed and written. */
  #work: Promise<void> = Promise.resolve();
  #opening = false;
  #checking = false;
  #blob: Blob | undefined;

  constructor(offer: FileOffer, say: (message: FileMessage) => void, changed: () => void) {
    this.offer = offer;
    this.#say = say;
    this.#changed = changed;
    this.#receiving = { size: offer.size, stage: { at: 'offered' } };
  }

  get over(): boolean {
    return this.#receiving.stage.at === 'over';
  }

  /** The whole file, once it is there and intact. */
  get blob(): Blob | undefined {
    return this.#blob;
  }

  get doneBytes(): number {
    const { stage, size } = this.#receiving;
    if (stage.at === 'receiving') return stage.received;
    return stage.at === 'over' && stage.end === 'intact' ? size : 0;
  }

  get stage(): FileStage {
    return shownStage(this.#receiving);
  }

  async save(open: () => Promise<FileStore>): Promise<void> {
    if (this.#opening || this.#receiving.stage.at !== 'offered') return;
    this.#opening = true;
    try {
      this.#store = await open();
      this.step({ type: 'save' });
      // Canceled in the meantime.
      if (this.over) this.discard();
    } catch {
      this.step({ type: 'no-room' });
    }
    this.#changed();
  }

  onChunk({ offset, bytes }: Chunk): void {
    this.step({ type: 'chunk', offset, length: bytes.length }, bytes);
  }

  step(input: ReceiveInput, bytes?: Uint8Array<ArrayBuffer>): void {
    const { receiving, effects } = stepReceiving(this.#receiving, input);
    this.#receiving = receiving;
    const { id } = this.offer;
    for (const effect of effects) {
      switch (effect.do) {
        case 'say':
          this.#say({ type: effect.message, id });
          break;
        case 'accept':
          this.#say({ type: 'accept', id, from: effect.from });
          break;
        case 'have':
          this.#say({ type: 'have', id, upTo: effect.upTo });
          break;
        case 'result':
          this.#say({ type: 'result', id, intact: effect.intact });
          break;
        case 'keep':
          if (bytes !== undefined) this.#keep(bytes);
      }
    }
    if (isComplete(this.#receiving)) void this.#check();
    if (this.over && this.#blob === undefined) this.discard();
  }

  discard(): void {
    this.#chunks = [];
    const store = this.#store;
    this.#store = undefined;
    if (store !== undefined) this.#work = this.#work.then(() => store.discard());
  }

  #keep(bytes: Uint8Array<ArrayBuffer>): void {
    this.#chunks.push(bytes);
    const { stage, size } = this.#receiving;
    if (stage.at !== 'receiving') return;
    const { received } = stage;
    if (received % BLOCK_BYTES !== 0 && received !== size) return;
    const block = joined(this.#chunks);
    this.#chunks = [];
    this.#work = this.#work.then(() => this.#write(block, received));
  }

  async #write(block: Uint8Array<ArrayBuffer>, upTo: number): Promise<void> {
    if (this.over) return;
    try {
      await this.#chain.add(block);
      await this.#store?.write(block);
      this.step({ type: 'written', upTo });
    } catch {
      this.step({ type: 'no-room' });
    }
    this.#changed();
  }

  async #check(): Promise<void> {
    const { stage } = this.#receiving;
    if (stage.at !== 'receiving' || this.#checking) return;
    this.#checking = true;
    try {
      const intact = this.#chain.hex === stage.hash;
      if (intact) this.#blob = await this.#store?.finish(safeMime(this.offer.mime));
      this.step({ type: 'checked', intact });
    } catch {
      this.step({ type: 'no-room' });
    }
    this.#changed();
  }
}

function joined(chunks: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function shownStage({ stage, size }: Receiving): FileStage {
  switch (stage.at) {
    case 'offered':
      return 'offered';
    case 'receiving':
      if (stage.received === size) return 'checking';
      if (stage.waiting) return 'waiting';
      if (stage.pausedHere) return 'paused-here';
      return stage.pausedThere ? 'paused-there' : 'moving';
    case 'over':
      return ENDS[stage.end];
  }
}
