import { ownTransceiver } from './transceivers';

/**
 * A connection begins with an estimate of some 300 kbit/s; for a large picture browsers then drop the first frames
 * until they have scaled it down. Beginning small shows people each other at once; two seconds later it is large.
 */
const START_PIXELS_HIGH = 360;

type WithKeyFrame = (
  parameters: RTCRtpSendParameters,
  options: { encodingOptions: { keyFrame: boolean }[] },
) => Promise<void>;

export function startScale(track: MediaStreamTrack | null): number {
  const { height = START_PIXELS_HIGH, width = height } = track?.getSettings() ?? {};
  return Math.max(1, Math.min(height, width) / START_PIXELS_HIGH);
}

/**
 * Begins with a whole picture: the others miss what the next ones build on, and ask for a new beginning only every three
 * seconds. Browsers that do not know this option (WebRTC Extensions, section 4.2) ignore it.
 */
export function beginPictures(connection: RTCPeerConnection, scale: number): void {
  encode(connection, scale, true);
}

export function scalePictures(connection: RTCPeerConnection, scale: number): void {
  encode(connection, scale, false);
}

function encode(connection: RTCPeerConnection, scale: number, keyFrame: boolean): void {
  const camera = ownTransceiver(connection, 'video');
  for (const transceiver of connection.getTransceivers()) {
    const { sender, receiver } = transceiver;
    if (receiver.track.kind !== 'video') continue;
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    // Text of a screen that is made smaller cannot be read.
    const wanted = transceiver === camera ? scale : encoding?.scaleResolutionDownBy;
    if (encoding === undefined || (encoding.scaleResolutionDownBy === wanted && !keyFrame)) continue;
    if (wanted !== undefined) encoding.scaleResolutionDownBy = wanted;
    const set = sender.setParameters.bind(sender) as WithKeyFrame;
    // A sender that is being renegotiated refuses; the picture then stays as it is.
    void set(parameters, { encodingOptions: [{ keyFrame }] }).catch(() => undefined);
  }
}
