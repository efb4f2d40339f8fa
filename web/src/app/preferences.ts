import * as v from 'valibot';
import { CORNERS, LAYOUTS } from './view';

const schema = v.object({
  name: v.fallback(v.string(), ''),
  microphone: v.fallback(v.boolean(), true),
  camera: v.fallback(v.boolean(), true),
  microphoneId: v.fallback(v.optional(v.string()), undefined),
  cameraId: v.fallback(v.optional(v.string()), undefined),
  speakerId: v.fallback(v.optional(v.string()), undefined),
  layout: v.fallback(v.picklist(LAYOUTS), 'tiles'),
  corner: v.fallback(v.picklist(CORNERS), 'bottom-right'),
  ownHidden: v.fallback(v.boolean(), false),
  knockSound: v.fallback(v.boolean(), false),
  recent: v.fallback(v.array(v.object({ call: v.string(), at: v.number() })), []),
  hostKeys: v.fallback(v.record(v.string(), v.string()), {}),
});

export type Preferences = v.InferOutput<typeof schema>;
export type RecentCall = Preferences['recent'][number];

const KEY = 'tincan';
const RECENT_MAX = 6;
const HOST_KEYS_MAX = 50;

/** What this browser remembers, and nobody else: name, devices, recent calls, the keys of calls made here. */
export class PreferenceStore {
  readonly #storage: Storage | undefined;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  read(): Preferences {
    let stored: unknown = {};
    try {
      stored = JSON.parse(this.#storage?.getItem(KEY) ?? '{}');
    } catch {
      // Unreadable or forbidden storage is the same as none.
    }
    return v.parse(schema, typeof stored === 'object' && stored !== null ? { ...empty(), ...stored } : empty());
  }

  write(change: Partial<Preferences>): void {
    try {
      this.#storage?.setItem(KEY, JSON.stringify({ ...this.read(), ...change }));
    } catch {
      // A full or forbidden storage costs comfort, not the call.
    }
  }

  addRecent(call: string, at: number): void {
    const others = this.read().recent.filter((entry) => entry.call !== call);
    this.write({ recent: [{ call, at }, ...others].slice(0, RECENT_MAX) });
  }

  forgetRecent(): void {
    this.write({ recent: [] });
  }

  addHostKey(call: string, hostKey: string): void {
    const others = Object.entries(this.read().hostKeys).filter(([known]) => known !== call);
    this.write({ hostKeys: Object.fromEntries([...others, [call, hostKey]].slice(-HOST_KEYS_MAX)) });
  }
}

function empty() {
  return {
    name: '',
    microphone: true,
    camera: true,
    layout: 'tiles',
    corner: 'bottom-right',
    ownHidden: false,
    recent: [],
    hostKeys: {},
  };
}
