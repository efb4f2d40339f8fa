import type { FlowSample } from './flow';

/** What the statistics say about a connection: which way it goes, and how much of what was sent to us got lost. */
export interface PathReport {
  path: 'direct' | 'relayed' | 'unknown';
  packetsReceived: number;
  packetsLost: number;
  flow: FlowSample;
}

export type Row = RTCStats & Record<string, unknown>;
export type Rows = ReadonlyMap<string, Row>;

/** The types of the DOM know a report only as something with `forEach`. */
export function rowsOf(report: RTCStatsReport): Rows {
  return new Map(report as unknown as Iterable<[string, Row]>);
}

export function readPath(rows: Rows): PathReport {
  const pair = selectedPair(rows);
  let packetsReceived = 0;
  let packetsLost = 0;
  let bytes = 0;
  for (const row of rows.values()) {
    if (row.type === 'inbound-rtp') {
      packetsReceived += Number(row.packetsReceived ?? 0);
      packetsLost += Number(row.packetsLost ?? 0);
    } else if (row.type === 'transport' && typeof row.selectedCandidatePairId === 'string') {
      bytes += Number(row.bytesReceived ?? 0);
    }
  }
  const flow = {
    pair: pair?.id,
    bytes: bytes || Number(pair?.bytesReceived ?? 0),
    responses: Number(pair?.responsesReceived ?? 0),
  };
  return { path: pathOf(pair, rows), packetsReceived, packetsLost, flow };
}

export function selectedPair(rows: Rows): Row | undefined {
  let marked: Row | undefined;
  for (const row of rows.values()) {
    if (row.type === 'transport' && typeof row.selectedCandidatePairId === 'string')
      return rows.get(row.selectedCandidatePairId);
    // Firefox marks the pair instead of naming it on the transport.
    if (row.type === 'candidate-pair' && row.selected === true) marked ??= row;
  }
  return marked;
}

export function pathOf(pair: Row | undefined, rows: Rows): PathReport['path'] {
  if (pair === undefined) return 'unknown';
  const kinds = [pair.localCandidateId, pair.remoteCandidateId].map((id) => rows.get(String(id))?.candidateType);
  if (kinds.includes('relay')) return 'relayed';
  // The candidates of a path that is being replaced are forgotten before the path is.
  return kinds.includes(undefined) ? 'unknown' : 'direct';
}

/** Over this share of lost packets between two reports, people hear it. */
const SHAKY_LOSS = 0.12;
const ENOUGH_PACKETS = 50;

export function isLossy(before: PathReport, after: PathReport): boolean {
  const received = after.packetsReceived - before.packetsReceived;
  const lost = after.packetsLost - before.packetsLost;
  return received + lost >= ENOUGH_PACKETS && lost / (received + lost) > SHAKY_LOSS;
}
