import type { Clock } from '../time/clock';
import type { CreatePeerConnection } from './peer';

/** How this browser's own way to the server and back is. */
export interface LinkMeasure {
  packets: number;
  /** Share of the packets that did not come back in time, 0 to 1. */
  loss: number;
  /** Of the packet in the middle, if one came back. */
  roundTripMillis: number | undefined;
  /** What the link can do when nothing else is on it. */
  fastestMillis: number | undefined;
}

const CONNECT_WITHIN_MILLIS = 8000;
const PACKET_EVERY_MILLIS = 50;
const MEASURE_MILLIS = 4000;
/** Later than this it is of no use to a conversation. */
const LATE_MILLIS = 1000;
/** More would not tell anything new. */
const LOST_ENOUGH = 8;

type Ends = readonly [RTCPeerConnection, RTCPeerConnection];
type Channels = readonly [RTCDataChannel, RTCDataChannel];

/**
 * Sends small packets from this page to itself, through the relay of the server: what they suffer is the matter of this
 * browser's network alone, whoever it talks to (rule S76).
 *
 * @param configuration with a relay, and no other way
 * @returns undefined when the relay cannot be reached, or when `signal` ends it
 */
export async function measureLink(
  create: CreatePeerConnection,
  configuration: RTCConfiguration,
  clock: Clock,
  signal: AbortSignal,
): Promise<LinkMeasure | undefined> {
  const ends: Ends = [create(configuration), create(configuration)];
  // The signal lives on, and would keep what listens to it, and the connections with that.
  const over = new AbortController();
  try {
    const channels = await connect(ends, clock, signal, over.signal);
    return channels === undefined ? undefined : await exchange(channels, clock, signal);
  } catch {
    return undefined;
  } finally {
    over.abort();
    for (const end of ends) end.close();
  }
}

async function connect(
  ends: Ends,
  clock: Clock,
  signal: AbortSignal,
  over: AbortSignal,
): Promise<Channels | undefined> {
  const [caller, callee] = ends;
  caller.onicecandidate = ({ candidate }) => void callee.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  callee.onicecandidate = ({ candidate }) => void caller.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  const channels = ends.map((end) =>
    end.createDataChannel('tincan-link', { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 }),
  ) as unknown as Channels;
  const open = new Promise<boolean>((resolve) => {
    for (const channel of channels) {
      channel.onopen = () => channels.every(({ readyState }) => readyState === 'open') && resolve(true);
    }
    for (const end of ends) end.onconnectionstatechange = () => end.connectionState === 'failed' && resolve(false);
    signal.addEventListener('abort', () => resolve(false), { signal: over });
    clock.after(CONNECT_WITHIN_MILLIS, () => resolve(false));
  });
  await caller.setLocalDescription();
  await callee.setRemoteDescription(described(caller));
  await callee.setLocalDescription();
  await caller.setRemoteDescription(described(callee));
  return (await open) ? channels : undefined;
}

function described({ localDescription }: RTCPeerConnection): RTCSessionDescription {
  if (localDescription === null) throw new Error('no description');
  return localDescription;
}

interface Packet {
  sentAt: number;
  tripMillis: number | undefined;
}

function exchange(channels: Channels, clock: Clock, signal: AbortSignal): Promise<LinkMeasure | undefined> {
  const packets: Packet[] = [];
  const begun = clock.now();
  for (const channel of channels) {
    channel.onmessage = ({ data }) => {
      const packet = packets[Number(data)];
      if (packet !== undefined) packet.tripMillis ??= clock.now() - packet.sentAt;
    };
  }
  return new Promise((resolve) => {
    const next = () => {
      if (signal.aborted) return resolve(undefined);
      const now = clock.now();
      const settled = packets.filter(
        ({ sentAt, tripMillis }) => tripMillis !== undefined || now - sentAt > LATE_MILLIS,
      );
      if (now - begun >= MEASURE_MILLIS && settled.length === packets.length) return resolve(measureOf(packets));
      // Those on their way now may be lost, too: only of the ones before is all known.
      const before = packets.filter(({ sentAt }) => now - sentAt > LATE_MILLIS);
      if (before.filter(isLost).length >= LOST_ENOUGH) return resolve(measureOf(before));
      if (now - begun < MEASURE_MILLIS) for (const channel of channels) sendNumber(channel, packets, now);
      clock.after(PACKET_EVERY_MILLIS, next);
    };
    next();
  });
}

function sendNumber(channel: RTCDataChannel, packets: Packet[], now: number): void {
  packets.push({ sentAt: now, tripMillis: undefined });
  channel.send(String(packets.length - 1));
}

function isLost({ tripMillis = Number.POSITIVE_INFINITY }: Packet): boolean {
  return tripMillis > LATE_MILLIS;
}

function measureOf(packets: readonly Packet[]): LinkMeasure {
  const trips = packets.flatMap(({ tripMillis }) => tripMillis ?? []).sort((a, b) => a - b);
  return {
    packets: packets.length,
    loss: packets.filter(isLost).length / packets.length,
    roundTripMillis: trips[trips.length >> 1],
    fastestMillis: trips[0],
  };
}
