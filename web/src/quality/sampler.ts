import type { Millis } from '../call/state';
import { pathOf, type Row, type Rows, selectedPair } from '../media/path';
import type { AudioFlow, QualitySample, VideoFlow } from './sample';

/** One look at the statistics of a connection. */
export interface Look {
  at: Millis;
  rows: Rows;
}

type Limitation = QualitySample['sending']['video']['limitation'];
/** The one that people can do something about first. */
const LIMITATIONS: readonly Limitation[] = ['none', 'other', 'cpu', 'bandwidth'];

/** What happened between two looks at one connection, or at the one that took its place. */
export function sampleBetween(before: Look, after: Look): QualitySample {
  const between = new Between(before, after);
  const pair = selectedPair(after.rows);
  return {
    at: after.at,
    path: pathOf(pair, after.rows),
    roundTripMillis: millis(between.roundTrip(pair)),
    availableOutgoingBitsPerSecond: optional(pair?.availableOutgoingBitrate),
    receiving: {
      audio: { ...between.received('audio'), concealed: between.concealed() },
      video: {
        ...between.received('video'),
        ...between.pictures('inbound-rtp', 'framesDecoded', 'bytesReceived'),
        frozenMillis: 1000 * between.grown(between.rows('inbound-rtp', 'video'), 'totalFreezesDuration'),
      },
    },
    sending: {
      audio: between.sent('audio'),
      video: {
        ...between.sent('video'),
        ...between.pictures('outbound-rtp', 'framesEncoded', 'bytesSent'),
        limitation: between.limitation(),
      },
    },
  };
}

class Between {
  readonly #before: Look;
  readonly #after: Look;
  readonly #seconds: number;

  constructor(before: Look, after: Look) {
    this.#before = before;
    this.#after = after;
    this.#seconds = Math.max(1, after.at - before.at) / 1000;
  }

  /** The quickest that was measured in this time; what a busy computer adds is not of the network. */
  roundTrip(pair: Row | undefined): number | undefined {
    const measured = this.reports().map((row) => optional(row.roundTripTime));
    const checked = pair !== undefined && this.grown([pair], 'responsesReceived') > 0;
    if (checked) measured.push(optional(pair.currentRoundTripTime));
    const known = measured.filter((value) => value !== undefined);
    return known.length === 0 ? optional(pair?.currentRoundTripTime) : Math.min(...known);
  }

  rows(type: string, kind: string): Row[] {
    return [...this.#after.rows.values()].filter((row) => row.type === type && row.kind === kind);
  }

  received(kind: string): AudioFlow {
    const rows = this.rows('inbound-rtp', kind);
    const received = this.grown(rows, 'packetsReceived');
    const lost = this.grown(rows, 'packetsLost');
    const live = rows.filter((row) => this.grown([row], 'packetsReceived') > 0);
    return {
      bitsPerSecond: (8 * this.grown(rows, 'bytesReceived')) / this.#seconds,
      loss: received + lost === 0 ? undefined : lost / (received + lost),
      jitterMillis: millis(this.highest(live, 'jitter')),
    };
  }

  sent(kind: string): AudioFlow {
    const news = this.reports().filter((row) => row.kind === kind);
    return {
      bitsPerSecond: (8 * this.grown(this.rows('outbound-rtp', kind), 'bytesSent')) / this.#seconds,
      loss: this.highest(news, 'fractionLost'),
      jitterMillis: millis(this.highest(news, 'jitter')),
    };
  }

  /** What the other side reported in this time: of audio it does so every five seconds only. */
  reports(): Row[] {
    return [...this.#after.rows.values()].filter(
      (row) => row.type === 'remote-inbound-rtp' && row.timestamp !== this.#before.rows.get(row.id)?.timestamp,
    );
  }

  /** Of silence, nobody hears that it was made up. */
  concealed(): number {
    const rows = this.rows('inbound-rtp', 'audio');
    const heard = this.grown(rows, 'totalSamplesReceived');
    const concealed = this.grown(rows, 'concealedSamples') - this.grown(rows, 'silentConcealedSamples');
    return heard === 0 ? 0 : Math.min(1, Math.max(0, concealed / heard));
  }

  /** Of camera and shared screen, the one that takes more room. */
  pictures(type: string, frames: string, bytes: string): Pick<VideoFlow, 'framesPerSecond' | 'width' | 'height'> {
    const live = this.rows(type, 'video').filter((row) => this.grown([row], frames) > 0);
    const [first] = live.sort((a, b) => this.grown([b], bytes) - this.grown([a], bytes));
    if (first === undefined) return { framesPerSecond: 0, width: 0, height: 0 };
    return {
      framesPerSecond: this.grown([first], frames) / this.#seconds,
      width: count(first.frameWidth),
      height: count(first.frameHeight),
    };
  }

  limitation(): Limitation {
    const reasons = this.rows('outbound-rtp', 'video')
      .filter((row) => this.grown([row], 'bytesSent') > 0)
      .map((row) => LIMITATIONS.indexOf(row.qualityLimitationReason as Limitation));
    return LIMITATIONS[Math.max(0, ...reasons)] ?? 'none';
  }

  /** By how much a counter grew; one that began anew counts from there. */
  grown(rows: readonly Row[], name: string): number {
    const grown = ({ id, [name]: now }: Row) => count(now) - count(this.#before.rows.get(id)?.[name]);
    return rows.reduce((sum, row) => sum + Math.max(0, grown(row)), 0);
  }

  highest(rows: readonly Row[], name: string): number | undefined {
    const values = rows.map((row) => optional(row[name])).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : Math.max(...values);
  }
}

function count(value: unknown): number {
  return optional(value) ?? 0;
}

function optional(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function millis(seconds: unknown): number | undefined {
  const value = optional(seconds);
  return value === undefined ? undefined : value * 1000;
}
