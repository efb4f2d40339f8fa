import type { FileChannel } from '../files/filePeer';

type Data = string | ArrayBuffer;

/** Two ends of a data channel, in the hands of a test: nothing arrives before `carry`, and nothing after `break`. */
export class FilePipe {
  readonly ends: readonly [FakeEnd, FakeEnd] = [new FakeEnd(), new FakeEnd()];
  /** What is done to everything on its way. */
  tamper: (data: Data) => Data = (data) => data;
  /** Bytes of files that arrived. */
  carried = 0;

  /** Carries what both said, and gives them time to react, until nobody says any more or so many rounds are over. */
  async carry(receivers: readonly [(data: Data) => void, (data: Data) => void], rounds = 2000): Promise<void> {
    let idle = 0;
    for (let round = 0; round < rounds && idle < 20; round += 1) {
      let said = false;
      for (const [index, end] of this.ends.entries()) {
        for (const data of end.take()) {
          said = true;
          if (typeof data !== 'string') this.carried += data.byteLength;
          receivers[1 - index]?.(this.tamper(data));
        }
      }
      idle = said ? 0 : idle + 1;
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  break(): void {
    for (const end of this.ends) end.readyState = 'closed';
  }
}

class FakeEnd implements FileChannel {
  readyState: RTCDataChannelState = 'open';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onbufferedamountlow: (() => void) | null = null;
  mostBuffered = 0;
  #said: Data[] = [];

  send(data: Data): void {
    if (this.readyState !== 'open') throw new Error('closed');
    this.#said.push(data);
    if (typeof data !== 'string') this.bufferedAmount += data.byteLength;
    this.mostBuffered = Math.max(this.mostBuffered, this.bufferedAmount);
  }

  take(): Data[] {
    const said = this.readyState === 'open' ? this.#said.splice(0) : [];
    const full = this.bufferedAmount > this.bufferedAmountLowThreshold;
    this.bufferedAmount = 0;
    if (full) this.onbufferedamountlow?.();
    return said;
  }
}
