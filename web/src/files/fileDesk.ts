import { FILES_MAX, type FileAction, type FileView } from '../call/files';
import type { ParticipantId } from '../protocol/messages';
import { type FileChannel, FilePeer } from './filePeer';
import { Incoming } from './incoming';
import { NAME_LENGTH_MAX, PREVIEW_BYTES_MAX } from './limits';
import { isPicture, safeName } from './names';
import type { Outgoing } from './outgoing';
import type { FileStores } from './stores';

export interface FileDeskHooks {
  /** The channel for files that is open to this participant now. */
  channel(id: ParticipantId): FileChannel | undefined;
  changed(id: ParticipantId, file: FileView): void;
  /** Hands a finished file over to the person. */
  download(url: string, name: string): void;
  now(): number;
  randomId(): string;
}

interface Entry {
  readonly key: string;
  readonly peer: FilePeer;
  readonly name: string;
  url: string | undefined;
  shown: { stage: string; at: number };
}

/** People see progress so often at most. */
const SHOW_EVERY_MILLIS = 200;

/** The files of one call: knows the participants, what people see of each file, and where its bytes may be looked at. */
export class FileDesk {
  readonly #hooks: FileDeskHooks;
  readonly #stores: FileStores;
  readonly #peers = new Map<ParticipantId, FilePeer>();
  readonly #entries = new Map<Outgoing | Incoming, Entry>();
  #made = 0;

  constructor(stores: FileStores, hooks: FileDeskHooks) {
    this.#stores = stores;
    this.#hooks = hooks;
  }

  onChannel(id: ParticipantId): void {
    this.#peers.get(id)?.onChannel(this.#hooks.channel(id));
  }

  onMessage(id: ParticipantId, data: string | ArrayBuffer): void {
    this.#peer(id).onMessage(data);
  }

  rename(from: ParticipantId, to: ParticipantId): void {
    const peer = this.#peers.get(from);
    if (peer === undefined) return;
    this.#peers.delete(from);
    this.#peers.set(to, peer);
  }

  gone(id: ParticipantId): void {
    this.#peers.get(id)?.gone();
    this.#peers.delete(id);
  }

  offer(ids: readonly ParticipantId[], files: readonly File[]): void {
    for (const file of files) {
      const url = isShown(file.type, file.size) ? URL.createObjectURL(file) : undefined;
      for (const id of ids) {
        const peer = this.#peer(id);
        const outgoing = peer.offer(this.#hooks.randomId(), file, file.name.slice(-NAME_LENGTH_MAX));
        if (outgoing === undefined) continue;
        this.#enter(outgoing, peer, outgoing.offer.name, url);
        this.#show(outgoing);
      }
    }
  }

  act(key: string, action: FileAction): void {
    for (const [file, entry] of this.#entries) {
      if (entry.key !== key) continue;
      if (action !== 'save') file.step({ type: action });
      else if (file instanceof Incoming && file.offer.size <= this.#stores.sizeMax) {
        void file.save(() => this.#stores.open());
      }
      entry.peer.goOn(file);
      return;
    }
  }

  /** The page is left, and with it all that is not saved. */
  close(): void {
    for (const id of [...this.#peers.keys()]) this.gone(id);
    for (const [file, { url }] of this.#entries) {
      if (url !== undefined) URL.revokeObjectURL(url);
      if (file instanceof Incoming) file.discard();
    }
    this.#entries.clear();
  }

  #peer(id: ParticipantId): FilePeer {
    const known = this.#peers.get(id);
    if (known !== undefined) return known;
    const peer: FilePeer = new FilePeer({
      changed: (file) => {
        if (!this.#entries.has(file)) this.#enter(file, peer, safeName(file.offer.name), undefined);
        this.#show(file);
      },
    });
    this.#peers.set(id, peer);
    peer.onChannel(this.#hooks.channel(id));
    return peer;
  }

  #enter(file: Outgoing | Incoming, peer: FilePeer, name: string, url: string | undefined): void {
    this.#made += 1;
    this.#forgetOld();
    this.#entries.set(file, { key: `file-${this.#made}`, peer, name, url, shown: { stage: '', at: 0 } });
  }

  /** What the chat shows no more cannot be saved any more either. */
  #forgetOld(): void {
    for (const [file, { url }] of this.#entries) {
      if (this.#entries.size < FILES_MAX) return;
      if (!file.over) continue;
      if (url !== undefined) URL.revokeObjectURL(url);
      if (file instanceof Incoming) file.discard();
      this.#entries.delete(file);
    }
  }

  #show(file: Outgoing | Incoming): void {
    const entry = this.#entries.get(file);
    if (entry === undefined) return;
    const now = this.#hooks.now();
    const { stage } = file;
    if (stage === entry.shown.stage && now - entry.shown.at < SHOW_EVERY_MILLIS) return;
    entry.shown = { stage, at: now };
    const { size, mime } = file.offer;
    const mine = !(file instanceof Incoming);
    const finished = !mine && entry.url === undefined && file.blob !== undefined && stage === 'done';
    if (finished && file.blob !== undefined) entry.url = URL.createObjectURL(file.blob);
    const { key, name, url } = entry;
    const id = this.#idOf(entry.peer);
    this.#hooks.changed(id, {
      key,
      mine,
      name,
      sizeBytes: size,
      doneBytes: file.doneBytes,
      stage,
      tooLarge: !mine && size > this.#stores.sizeMax,
      url,
      picture: url !== undefined && isShown(mime, size),
    });
    if (finished && url !== undefined) this.#hooks.download(url, name);
  }

  /** Empty for somebody who has just left. */
  #idOf(peer: FilePeer): ParticipantId {
    for (const [id, known] of this.#peers) if (known === peer) return id;
    return '';
  }
}

function isShown(mime: string, size: number): boolean {
  return isPicture(mime) && size <= PREVIEW_BYTES_MAX;
}
