import type { Call, Transport } from './model';

/** Below this, only the checks that keep a spare path open pass the relay. */
const MEDIA_BITS_PER_SECOND = 8_000;

/** How the media of a call goes, as far as the server can see it: what passes its relay, and nothing else. */
export type CallPath =
  | { kind: 'nobody-to-talk-to' }
  | { kind: 'measuring' }
  | { kind: 'not-relayed' }
  | { kind: 'relayed'; transports: readonly Transport[]; bitsPerSecond: number };

export function pathOf({ participants }: Pick<Call, 'participants'>): CallPath {
  if (participants.length < 2) return { kind: 'nobody-to-talk-to' };
  const allocations = participants.flatMap((participant) => participant.allocations);
  const carrying = allocations.filter(({ bitsPerSecond = 0 }) => bitsPerSecond >= MEDIA_BITS_PER_SECOND);
  if (carrying.length > 0) {
    return {
      kind: 'relayed',
      transports: [...new Set(carrying.map(({ transport }) => transport))].sort(),
      bitsPerSecond: carrying.reduce((sum, { bitsPerSecond = 0 }) => sum + bitsPerSecond, 0),
    };
  }
  const unknown = allocations.some(({ bitsPerSecond }) => bitsPerSecond === undefined);
  return { kind: unknown ? 'measuring' : 'not-relayed' };
}
