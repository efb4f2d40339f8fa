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
  /** The secrets of links to calls of others, by which this browser came. */
  guestKeys: v.fallback(v.record(v.string(), v.string()), {}),
  viewKeys: v.fallback(v.record(v.string(), v.string()), {}),
  /** The links to calls made here that let others in. */
  links: v.fallback(
    v.record(v.string(), v.object({ guest: v.exactOptional(v.string()), viewer: v.exactOptional(v.string()) })),
    {},
  ),
});

export type Preferences = v.InferOutput<typeof schema>;
export type RecentCall = Preferences['recent'][number];

const KEY = 'tincan';
const RECENT_MAX = 6;
const KEYS_MAX = 50;

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
    this.write({ hostKeys: withNewest(this.read().hostKeys, call, hostKey) });
  }

  addGuestKey(call: string, key: string): void {
    this.write({ guestKeys: withNewest(this.read().guestKeys, call, key) });
  }

  addViewKey(call: string, key: string): void {
    this.write({ viewKeys: withNewest(this.read().viewKeys, call, key) });
  }

  addLinks(call: string, links: { guest?: string; viewer?: string }): void {
    this.write({ links: withNewest(this.read().links, call, links) });
  }

  /** The link by which this browser came into the call is good for nothing any more. */
  forgetKey(call: string): void {
    const { hostKeys, guestKeys, viewKeys } = this.read();
    this.write({
      hostKeys: without(hostKeys, call),
      guestKeys: without(guestKeys, call),
      viewKeys: without(viewKeys, call),
    });
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
    guestKeys: {},
    viewKeys: {},
    links: {},
  };
}

function without(known: Record<string, string>, call: string): Record<string, string> {
  return Object.fromEntries(Object.entries(known).filter(([other]) => other !== call));
}

function withNewest<T>(known: Record<string, T>, call: string, value: T): Record<string, T> {
  const others = Object.entries(known).filter(([other]) => other !== call);
  return Object.fromEntries([...others, [call, value] as const].slice(-KEYS_MAX));
}
