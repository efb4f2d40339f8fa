/**
 * A connection begins with an estimate of some 300 kbit/s; for a large picture browsers then drop the first frames
 * until they have scaled it down. Beginning small shows people each other at once; two seconds later it is large.
 */
const START_PIXELS_HIGH = 360;

export function startScale(track: MediaStreamTrack | null): number {
  const { height = START_PIXELS_HIGH, width = height } = track?.getSettings() ?? {};
  return Math.max(1, Math.min(height, width) / START_PIXELS_HIGH);
}

export async function scaleVideo(connection: RTCPeerConnection, scale: number): Promise<void> {
  for (const { sender, receiver } of connection.getTransceivers()) {
    if (receiver.track.kind !== 'video') continue;
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    if (encoding === undefined || encoding.scaleResolutionDownBy === scale) continue;
    encoding.scaleResolutionDownBy = scale;
    // A sender that is being renegotiated refuses; the picture then stays as it is.
    await sender.setParameters(parameters).catch(() => undefined);
  }
}
