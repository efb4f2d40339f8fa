import { type Row, type Rows, selectedPair } from '../media/path';

/** How media gets across, in the words of the standards; empty where the browser does not tell. */
export interface Carriage {
  /** Between this browser and the other one, or the relay: `udp`, `tcp` or `tls`. */
  protocol: string;
  /** Names of codecs, such as VP8. */
  receiving: readonly string[];
  sending: readonly string[];
}

export function carriageOf(rows: Rows): Carriage {
  const local = rows.get(String(selectedPair(rows)?.localCandidateId));
  return {
    protocol: String(local?.relayProtocol ?? local?.protocol ?? ''),
    receiving: codecs(rows, 'inbound-rtp'),
    sending: codecs(rows, 'outbound-rtp'),
  };
}

function codecs(rows: Rows, type: string): string[] {
  const used = [...rows.values()].filter((row) => row.type === type).map((row) => rows.get(String(row.codecId)));
  return [...new Set(used.filter((codec) => codec !== undefined).map(nameOf))];
}

/** `VP8` of `video/VP8`. */
function nameOf({ mimeType }: Row): string {
  return String(mimeType).split('/')[1] ?? '';
}
