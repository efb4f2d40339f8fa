import type { Millis } from '../call/state';
import type { PersonQuality, QualityView } from './view';

/** For a bug report: numbers about everyone, and nothing about who or where they are. Times are milliseconds before now. */
export function reportOf(people: readonly PersonQuality[], access: QualityView['access'], now: Millis): string {
  const ago = <T extends { at: Millis }>(thing: T) => ({ ...thing, at: thing.at - now });
  const report = {
    yourNetwork: { ...access, measured: access.measured && ago(access.measured) },
    people: people.map(({ samples, carriage, mark }) => ({ mark, carriage, samples: samples.map(ago) })),
  };
  return JSON.stringify(report, rounded, 1);
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}
