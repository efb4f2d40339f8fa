import type { Millis } from '../call/state';
import type { LinkMeasure } from '../media/accessLink';
import type { ParticipantId } from '../protocol/messages';
import type { Carriage } from './carriage';
import type { Mark } from './mark';
import type { QualitySample } from './sample';

/** What is known about this browser's own network. */
export interface Access {
  state: 'unknown' | NetworkState;
  measured: ({ at: Millis } & LinkMeasure) | undefined;
  /** The fastest of all packets: what the others are compared with. */
  undisturbedMillis: number;
}

/** What one browser tells the others about its own network (rule S75). */
export type NetworkState = 'ok' | 'weak';

export interface PersonQuality {
  /** One a second, the oldest first. */
  samples: readonly QualitySample[];
  carriage: Carriage;
  mark: Mark;
}

/** How all connections of a call are. */
export interface QualityView {
  people: ReadonlyMap<ParticipantId, PersonQuality>;
  access: Access;
}
