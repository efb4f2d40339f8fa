/** WebRTC Extensions, section 5.3; not every browser has it. */
interface WithExtensions extends RTCRtpTransceiver {
  getHeaderExtensionsToNegotiate?(): { uri: string; direction: RTCRtpTransceiverDirection }[];
  setHeaderExtensionsToNegotiate?(extensions: { uri: string; direction: RTCRtpTransceiverDirection }[]): void;
}

const TRANSPORT_WIDE_FEEDBACK = 'transport-wide-cc';

/**
 * Keeps audio out of the transport-wide feedback. After a silence, feedback that was caused by audio makes the sender
 * repeat old pictures before the receiver has missed any; it then takes them for new ones, and shows everything that
 * follows up to two seconds late. Feedback that waits for a picture comes after the receiver's NACK. See docs/adr/0012.
 */
export function audioWithoutFeedback(connection: RTCPeerConnection): void {
  for (const transceiver of connection.getTransceivers()) {
    if (transceiver.receiver.track.kind === 'audio') withoutFeedback(transceiver);
  }
}

function withoutFeedback(transceiver: WithExtensions): void {
  const extensions = transceiver.getHeaderExtensionsToNegotiate?.();
  if (extensions === undefined) return;
  for (const extension of extensions) {
    if (extension.uri.includes(TRANSPORT_WIDE_FEEDBACK)) extension.direction = 'stopped';
  }
  transceiver.setHeaderExtensionsToNegotiate?.(extensions);
}
