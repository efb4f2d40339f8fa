import type { Verdict } from './judge';
import type { QualitySample } from './sample';
import type { Access } from './view';

/** How a connection is, in what people are told about it. */
export interface Mark {
  weak: boolean;
  /** Weak for so long that it should be said aloud. */
  lasting: boolean;
  fromThem: boolean;
  toThem: boolean;
  /** Whose network is known to be weak, where the connection is. */
  yourNetwork: boolean;
  theirNetwork: boolean;
  relayed: boolean;
}

const LASTING_MILLIS = 10_000;

export function markOf(
  { weakSince, at, fromThem, toThem }: Verdict,
  path: QualitySample['path'],
  networks: { yours: Access['state']; theirs: Access['state'] },
): Mark {
  const weak = weakSince !== undefined;
  return {
    weak,
    lasting: weak && at - weakSince >= LASTING_MILLIS,
    fromThem: fromThem.weak,
    toThem: toThem.weak,
    yourNetwork: weak && networks.yours === 'weak',
    theirNetwork: weak && networks.theirs === 'weak',
    relayed: path === 'relayed',
  };
}

export function sameMark(a: Mark, b: Mark): boolean {
  return (Object.keys(a) as (keyof Mark)[]).every((key) => a[key] === b[key]);
}
