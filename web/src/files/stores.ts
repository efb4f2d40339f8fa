import { MEMORY_BYTES_MAX } from './limits';

/** Where one file is kept while it comes in. */
export interface FileStore {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  finish(mime: string): Promise<Blob>;
  discard(): Promise<void>;
}

export interface FileStores {
  /** No larger file can be kept. */
  sizeMax: number;
  open(): Promise<FileStore>;
}

const PREFIX = 'tincan-';
/** Files of a page that is gone; another tab may still be at work on younger ones. */
const STALE_MILLIS = 24 * 3_600_000;

/** On disk where the browser has a file system for pages, otherwise in memory. */
export function browserStores(now: number, randomId: () => string): FileStores {
  if (typeof FileSystemFileHandle === 'undefined' || !('createWritable' in FileSystemFileHandle.prototype)) {
    return memoryStores;
  }
  void removeStale(now).catch(() => undefined);
  return {
    sizeMax: Number.MAX_SAFE_INTEGER,
    async open() {
      try {
        return await diskStore(`${PREFIX}${now}-${randomId()}`);
      } catch {
        // Some browsers refuse it in private windows.
        return memoryStores.open();
      }
    },
  };
}

const memoryStores: FileStores = {
  sizeMax: MEMORY_BYTES_MAX,
  open: async () => {
    let parts: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    return {
      write: async (bytes) => {
        size += bytes.length;
        if (size > MEMORY_BYTES_MAX) throw new Error('more than fits into memory');
        parts.push(bytes);
      },
      finish: async (mime) => new Blob(parts, { type: mime }),
      discard: async () => {
        parts = [];
      },
    };
  },
};

async function diskStore(name: string): Promise<FileStore> {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle(name, { create: true });
  const writable = await handle.createWritable();
  let closed = false;
  return {
    write: (bytes) => writable.write(bytes),
    finish: async (mime) => {
      closed = true;
      await writable.close();
      const file = await handle.getFile();
      // The bytes stay on disk; only the type is given anew.
      return file.slice(0, file.size, mime);
    },
    discard: async () => {
      if (!closed) await writable.abort().catch(() => undefined);
      await folder.removeEntry(name).catch(() => undefined);
    },
  };
}

async function removeStale(now: number): Promise<void> {
  const folder = await navigator.storage.getDirectory();
  for await (const name of folder.keys()) {
    const made = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : Number.NaN);
    if (now - made > STALE_MILLIS) await folder.removeEntry(name).catch(() => undefined);
  }
}
