import type { LocalTracks } from './peer';

type Kind = keyof LocalTracks;

/** The microphone's or the camera's: the first of its kind in the order of the descriptions (rule S40). */
export function ownTransceiver(connection: RTCPeerConnection, kind: Kind): RTCRtpTransceiver | undefined {
  const found = ofKind(connection, kind);
  return found.find(({ mid }) => mid !== null) ?? found[0];
}

/** All others of the kind are for a shared screen (rule S40). */
export function shareTransceivers(connection: RTCPeerConnection, kind: Kind): RTCRtpTransceiver[] {
  const own = ownTransceiver(connection, kind);
  return ofKind(connection, kind).filter((transceiver) => transceiver !== own);
}

/** The tracks of the other side's camera and microphone. */
export function ownTracks(connection: RTCPeerConnection): MediaStreamTrack[] {
  return (['audio', 'video'] as const).flatMap((kind) => ownTransceiver(connection, kind)?.receiver.track ?? []);
}

/** What had a place in an offer of ours that gave way to the other side's first one begins anew. */
export function stopLeftovers(connection: RTCPeerConnection): void {
  const all = connection.getTransceivers();
  if (all.every(({ mid }) => mid === null)) return;
  for (const transceiver of all) if (transceiver.mid === null) transceiver.stop();
}

function ofKind(connection: RTCPeerConnection, kind: Kind): RTCRtpTransceiver[] {
  return connection
    .getTransceivers()
    .filter(({ receiver, direction }) => receiver.track.kind === kind && direction !== 'stopped');
}
