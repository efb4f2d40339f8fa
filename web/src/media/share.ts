import type { LocalTracks } from './peer';
import { shareTransceivers } from './transceivers';

const KINDS = ['audio', 'video'] as const;

/** Text stays sharp at this rate, and a slide is there within a second; so many frames are enough to scroll by. */
const DETAIL = { maxBitrate: 2_500_000, maxFramerate: 15 };
const MOTION = { maxBitrate: 4_000_000, maxFramerate: 30 };

/**
 * Puts a shared screen beside microphone and camera. Its transceivers are added once and then used again, by both
 * sides; only their direction changes. The connection asks for the negotiation that this takes.
 *
 * @param group what keeps picture and sound in step
 * @param expected the kinds that the other side is known to share: they get a place in this side's offer
 */
export function attachShare(
  connection: RTCPeerConnection,
  share: LocalTracks,
  group: MediaStream,
  expected: readonly string[],
): void {
  for (const kind of KINDS) {
    const track = share[kind];
    const [transceiver] = shareTransceivers(connection, kind);
    if (transceiver !== undefined) reuse(transceiver, track, group);
    else if (track !== null) {
      const sendEncodings = kind === 'video' ? { sendEncodings: [limits(track)] } : {};
      connection.addTransceiver(track, { direction: 'sendrecv', streams: [group], ...sendEncodings });
    } else if (expected.includes(kind)) connection.addTransceiver(kind, { direction: 'recvonly' });
  }
}

/** What the other side shares by what was agreed on last; without a picture it is no screen. */
export function sharedTracks(connection: RTCPeerConnection): MediaStreamTrack[] {
  const tracks = KINDS.flatMap((kind) =>
    shareTransceivers(connection, kind)
      .filter(({ currentDirection }) => currentDirection === 'recvonly' || currentDirection === 'sendrecv')
      .map(({ receiver }) => receiver.track),
  );
  return tracks.some(({ kind }) => kind === 'video') ? tracks : [];
}

function reuse(transceiver: RTCRtpTransceiver, track: MediaStreamTrack | null, group: MediaStream): void {
  const { sender } = transceiver;
  const direction = track === null ? 'recvonly' : 'sendrecv';
  if (transceiver.direction !== direction) transceiver.direction = direction;
  if (sender.track === track) {
    void limit(sender).catch(() => undefined);
    return;
  }
  if (track !== null) sender.setStreams?.(group);
  // A sender that is closed or being renegotiated refuses; in the latter case the screen is sent as any video is.
  void sender
    .replaceTrack(track)
    .then(() => limit(sender))
    .catch(() => undefined);
}

async function limit(sender: RTCRtpSender): Promise<void> {
  if (sender.track?.kind !== 'video') return;
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings;
  const wanted = limits(sender.track);
  if (encoding === undefined || encoding.maxFramerate === wanted.maxFramerate) return;
  Object.assign(encoding, wanted);
  await sender.setParameters(parameters);
  // Whoever shares may have changed their mind meanwhile, and saw the limits of before.
  if (sender.track !== null && limits(sender.track) !== wanted) await limit(sender);
}

function limits({ contentHint }: MediaStreamTrack): RTCRtpEncodingParameters {
  return contentHint === 'motion' ? MOTION : DETAIL;
}
