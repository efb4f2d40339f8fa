import type { QualitySample } from '../quality/sample';
import { type CallRecord, type Moment, overlap, type Person } from './record';
import { SAMPLES_MAX } from './stored';
import { findTroubles } from './troubles';

/** So long, every second stays. */
const ALL_MILLIS = 15 * 60_000;
/** Then one in five stays, and after this one in thirty. */
const SOME_MILLIS = 75 * 60_000;
const SOME_EVERY_MILLIS = 5000;
const FEW_EVERY_MILLIS = 30_000;
/** Where something goes wrong or becomes well again, every second stays; and what rates are judged by. */
const EDGE_MILLIS = 4000;

/** Takes seconds out of the older past that say what the ones beside them say. */
export function thinned(record: CallRecord): CallRecord {
  const people = record.people.map((person) => ({ ...person, samples: thinnedSamples(record, person) }));
  const all = people.reduce((sum, { samples }) => sum + samples.length, 0);
  if (all <= SAMPLES_MAX) return { ...record, people };
  const share = Math.floor(SAMPLES_MAX / people.length);
  return { ...record, people: people.map((person) => ({ ...person, samples: person.samples.slice(-share) })) };
}

function thinnedSamples(record: CallRecord, person: Person): readonly QualitySample[] {
  const { seen, told, limited } = findTroubles(record, person);
  const edges = [...seen, ...told, ...limited].flatMap(({ from, to }) => [from, to]);
  const near = edges.map((edge) => ({ from: edge - EDGE_MILLIS, to: edge + EDGE_MILLIS }));
  let kept: Moment = Number.NEGATIVE_INFINITY;
  return person.samples.filter(({ at }) => {
    const age = record.lasted - at;
    const every = age > SOME_MILLIS ? FEW_EVERY_MILLIS : age > ALL_MILLIS ? SOME_EVERY_MILLIS : 0;
    const stays = at - kept >= every || near.some((edge) => overlap(edge, { from: at - 1, to: at }) > 0);
    if (stays) kept = at;
    return stays;
  });
}
