import { describe, expect, it } from 'vitest';
import { type Row, readPath } from './path';

function pathOver(local: string | undefined, remote: string | undefined) {
  const candidates = [
    ['local', local],
    ['remote', remote],
  ].flatMap(([id, candidateType]) =>
    candidateType === undefined ? [] : [[id, { type: `${id}-candidate`, candidateType }] as [string, unknown]],
  );
  const rows: [string, unknown][] = [
    ['transport', { type: 'transport', selectedCandidatePairId: 'pair' }],
    ['pair', { type: 'candidate-pair', id: 'pair', localCandidateId: 'local', remoteCandidateId: 'remote' }],
    ...candidates,
  ];
  return readPath(new Map(rows as [string, Row][])).path;
}

describe('readPath', () => {
  it('is relayed when either end is a relay', () => {
    expect([pathOver('relay', 'host'), pathOver('srflx', 'relay')]).toEqual(['relayed', 'relayed']);
  });

  it('is direct between any other two', () => {
    expect([pathOver('host', 'host'), pathOver('prflx', 'srflx')]).toEqual(['direct', 'direct']);
  });

  it('is unknown while the candidates of the pair are', () => {
    expect([pathOver(undefined, 'host'), pathOver(undefined, undefined)]).toEqual(['unknown', 'unknown']);
  });
});
