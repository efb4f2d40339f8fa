import type { FileStage } from '../call/files';
import { HashChain } from './hashes';
import { BLOCK_BYTES } from './limits';
import type { FileMessage, FileOffer } from './messages';
import { isAtEnd, nextChunk, type SendEnd, type SendInput, type Sending, stepSending } from './sender';

const ENDS: Record<SendEnd, FileStage> = {
  intact: 'done',
  damaged: 'damaged',
  'canceled-here': 'canceled-here',
  'canceled-there': 'canceled-there',
  unreadable: 'unreadable',
  gone: 'gone',
};

/** One file of this browser on its way to one other: the state machine, the bytes and their hash. */
export class Outgoing {
  readonly offer: FileOffer;
  readonly #file: Blob;
  readonly #say: (message: FileMessage) => void;
  readonly #chain = new HashChain();
  #block: { from: number; bytes: Uint8Array<ArrayBuffer> } | undefined;
  #sending: Sending;

  constructor(offer: FileOffer, file: Blob, say: (message: FileMessage) => void) {
    this.offer = offer;
    this.#file = file;
    this.#say = say;
    this.#sending = { size: offer.size, stage: { at: 'offered' } };
  }

  get over(): boolean {
    return this.#sending.stage.at === 'over';
  }

  get next(): { from: number; to: number } | undefined {
    return nextChunk(this.#sending);
  }

  get doneBytes(): number {
    const { stage, size } = this.#sending;
    if (stage.at === 'sending') return stage.written;
    return stage.at === 'checking' || (stage.at === 'over' && stage.end === 'intact') ? size : 0;
  }

  get stage(): FileStage {
    return shownStage(this.#sending);
  }

  step(input: SendInput): void {
    const { sending, say } = stepSending(this.#sending, input);
    this.#sending = sending;
    const { id } = this.offer;
    for (const type of say) this.#say(type === 'offer' ? this.offer : { type, id });
    if (this.over) this.#block = undefined;
    if (!isAtEnd(this.#sending)) return;
    this.#say({ type: 'end', id, hash: this.#chain.hex });
    this.step({ type: 'ended' });
  }

  /** Undefined when the file cannot be read any more. */
  async read({ from, to }: { from: number; to: number }): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const start = Math.floor(from / BLOCK_BYTES) * BLOCK_BYTES;
    if (this.#block?.from !== start) {
      try {
        const bytes = new Uint8Array(await this.#file.slice(start, start + BLOCK_BYTES).arrayBuffer());
        if (bytes.length !== Math.min(BLOCK_BYTES, this.offer.size - start)) return undefined;
        if (this.#chain.blocks === start / BLOCK_BYTES) await this.#chain.add(bytes);
        this.#block = { from: start, bytes };
      } catch {
        return undefined;
      }
    }
    return this.#block?.bytes.subarray(from - start, to - start);
  }
}

function shownStage({ stage }: Sending): FileStage {
  switch (stage.at) {
    case 'offered':
    case 'checking':
      return stage.at;
    case 'sending':
      if (stage.waiting) return 'waiting';
      if (stage.pausedHere) return 'paused-here';
      return stage.pausedThere ? 'paused-there' : 'moving';
    case 'over':
      return ENDS[stage.end];
  }
}
