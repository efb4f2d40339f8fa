import { Incoming } from './incoming';
import { BUFFERED_BYTES_LOW, BUFFERED_BYTES_MAX, UNFINISHED_MAX } from './limits';
import { decodeChunk, decodeFileMessage, encodeChunk, encodeFileMessage, type FileMessage } from './messages';
import { Outgoing } from './outgoing';

/** As much of RTCDataChannel as files need. */
export type FileChannel = Pick<
  RTCDataChannel,
  'readyState' | 'bufferedAmount' | 'bufferedAmountLowThreshold' | 'onbufferedamountlow'
> & { send(data: string | ArrayBuffer): void };

export interface FilePeerHooks {
  changed(file: Outgoing | Incoming): void;
}

/** All files between this browser and one other, over whatever channel there is. */
export class FilePeer {
  readonly #hooks: FilePeerHooks;
  readonly #outgoing = new Map<string, Outgoing>();
  readonly #incoming = new Map<string, Incoming>();
  #channel: FileChannel | undefined;
  #made = 0;
  #sending = false;

  constructor(hooks: FilePeerHooks) {
    this.#hooks = hooks;
  }

  /** What was under way over the channel before goes on over this one (rule S62). */
  onChannel(channel: FileChannel | undefined): void {
    if (channel === this.#channel) return;
    this.#channel = channel;
    for (const file of [...this.#outgoing.values(), ...this.#incoming.values()]) {
      file.step({ type: 'channel-lost' });
      this.#hooks.changed(file);
    }
    if (channel === undefined) return;
    channel.bufferedAmountLowThreshold = BUFFERED_BYTES_LOW;
    channel.onbufferedamountlow = () => void this.#send();
    for (const { over, offer } of this.#outgoing.values()) if (!over) this.#say(offer);
  }

  onMessage(data: string | ArrayBuffer): void {
    if (typeof data === 'string') this.#onText(data);
    else this.#onChunk(data);
  }

  /** Undefined when too many files wait already. */
  offer(id: string, file: Blob, name: string): Outgoing | undefined {
    if (unfinished(this.#outgoing) >= UNFINISHED_MAX) return undefined;
    const offer = { type: 'offer', id, number: this.#made, name, size: file.size, mime: file.type } as const;
    this.#made += 1;
    const outgoing = new Outgoing(offer, file, (message) => this.#say(message));
    forgetOld(this.#outgoing);
    this.#outgoing.set(id, outgoing);
    this.#say(offer);
    return outgoing;
  }

  /** After something that a person did to one of the files. */
  goOn(file: Outgoing | Incoming): void {
    this.#hooks.changed(file);
    void this.#send();
  }

  /** The other one is not in the call any more. */
  gone(): void {
    this.#channel = undefined;
    for (const file of [...this.#outgoing.values(), ...this.#incoming.values()]) {
      if (file.over) continue;
      file.step({ type: 'gone' });
      this.#hooks.changed(file);
    }
  }

  #onText(text: string): void {
    const message = decodeFileMessage(text);
    if (message === undefined) return;
    switch (message.type) {
      case 'offer':
        this.#onOffer(message);
        return;
      case 'accept':
      case 'have':
      case 'result':
        this.#heard(this.#outgoing.get(message.id), message);
        return;
      case 'end':
        this.#heard(this.#incoming.get(message.id), message);
        return;
      case 'pause':
      case 'resume':
      case 'cancel':
        this.#heard(this.#outgoing.get(message.id) ?? this.#incoming.get(message.id), message);
    }
  }

  #heard(file: Outgoing | Incoming | undefined, message: FileMessage): void {
    if (file === undefined) return;
    file.step({ type: 'heard', message });
    this.goOn(file);
  }

  #onOffer(offer: Extract<FileMessage, { type: 'offer' }>): void {
    const known = this.#incoming.get(offer.id);
    if (known !== undefined) {
      this.#heard(known, offer);
      return;
    }
    // An id that this side gave out names a file of this side.
    if (unfinished(this.#incoming) >= UNFINISHED_MAX || this.#outgoing.has(offer.id)) {
      this.#say({ type: 'cancel', id: offer.id });
      return;
    }
    // A page that was loaded again counts anew, and knows nothing of what it sent before.
    for (const older of this.#incoming.values()) {
      if (older.over || older.offer.number !== offer.number) continue;
      older.step({ type: 'gone' });
      this.#hooks.changed(older);
    }
    const incoming: Incoming = new Incoming(
      offer,
      (message) => this.#say(message),
      () => this.#hooks.changed(incoming),
    );
    forgetOld(this.#incoming);
    this.#incoming.set(offer.id, incoming);
    this.#hooks.changed(incoming);
  }

  #onChunk(data: ArrayBuffer): void {
    const chunk = decodeChunk(data);
    if (chunk === undefined) return;
    for (const incoming of this.#incoming.values()) {
      if (incoming.over || incoming.offer.number !== chunk.number) continue;
      incoming.onChunk(chunk);
      this.#hooks.changed(incoming);
      return;
    }
  }

  /** One chunk after the other, as long as the channel takes them; one file after the other. */
  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (await this.#sendNext());
    } finally {
      this.#sending = false;
    }
  }

  async #sendNext(): Promise<boolean> {
    const channel = this.#channel;
    if (channel?.readyState !== 'open' || channel.bufferedAmount >= BUFFERED_BYTES_MAX) return false;
    const file = [...this.#outgoing.values()].find(({ next }) => next !== undefined);
    const chunk = file?.next;
    if (file === undefined || chunk === undefined) return false;
    const bytes = await file.read(chunk);
    if (bytes === undefined) {
      file.step({ type: 'unreadable' });
      this.#hooks.changed(file);
      return true;
    }
    // Meanwhile somebody may have paused, or the channel be gone.
    if (this.#channel !== channel || file.next?.from !== chunk.from || file.next.to !== chunk.to) return true;
    try {
      channel.send(encodeChunk({ number: file.offer.number, offset: chunk.from, bytes }));
    } catch {
      return false;
    }
    file.step({ type: 'sent', upTo: chunk.to });
    this.#hooks.changed(file);
    return true;
  }

  #say(message: FileMessage): void {
    if (this.#channel?.readyState !== 'open') return;
    try {
      this.#channel.send(encodeFileMessage(message));
    } catch {
      // The channel is about to close; what matters is said again over the next one.
    }
  }
}

function unfinished(files: ReadonlyMap<string, { over: boolean }>): number {
  return [...files.values()].filter(({ over }) => !over).length;
}

/** Of those that are over, the last few are known, to answer who asks again. */
function forgetOld(files: Map<string, { over: boolean }>): void {
  for (const [id, { over }] of files) {
    if (files.size < 2 * UNFINISHED_MAX) return;
    if (over) files.delete(id);
  }
}
