import type { ParticipantId } from '../protocol/messages';
import type { PreferenceStore } from './preferences';
import { Store } from './store';

export const LAYOUTS = ['tiles', 'speaker'] as const;
export type Layout = (typeof LAYOUTS)[number];

export const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type Corner = (typeof CORNERS)[number];

/** How somebody is heard here, and here alone. */
export interface Sound {
  /** 0 to 1. */
  volume: number;
  muted: boolean;
}

const AS_SENT: Sound = { volume: 1, muted: false };

/** How this browser shows the call; none of it concerns the others. */
export interface View {
  layout: Layout;
  /** The tile that is large, whoever talks. */
  pinned: string | undefined;
  /** Where the own picture floats. */
  corner: Corner;
  ownHidden: boolean;
  /** By place, for as long as one stays in the call. */
  sounds: ReadonlyMap<ParticipantId, Sound>;
}

/** Holds the view; what suits the next call as well is remembered. */
export class ViewStore extends Store<View> {
  readonly #preferences: PreferenceStore;

  constructor(preferences: PreferenceStore) {
    const { layout, corner, ownHidden } = preferences.read();
    super({ layout, corner, ownHidden, pinned: undefined, sounds: new Map() });
    this.#preferences = preferences;
  }

  remember(change: Partial<Pick<View, 'layout' | 'corner' | 'ownHidden'>>): void {
    this.set({ ...this.get(), ...change });
    this.#preferences.write(change);
  }

  /** Large, or no longer when it was. */
  pin(tile: string | undefined): void {
    const { pinned } = this.get();
    this.set({ ...this.get(), pinned: tile === pinned ? undefined : tile });
  }

  sound(place: ParticipantId): Sound {
    return this.get().sounds.get(place) ?? AS_SENT;
  }

  setSound(place: ParticipantId, change: Partial<Sound>): void {
    const sounds = new Map(this.get().sounds).set(place, { ...this.sound(place), ...change });
    this.set({ ...this.get(), sounds });
  }
}
