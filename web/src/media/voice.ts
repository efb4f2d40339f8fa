import { ownTransceiver } from './transceivers';

/** Voices go first: before pictures, and twice, so that a lost packet is in the next one (RFC 2198). */
export function voiceFirst(connection: RTCPeerConnection): void {
  const transceiver = ownTransceiver(connection, 'audio');
  if (transceiver === undefined) return;
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities('audio')?.codecs ?? [];
  const redundant = codecs.filter(({ mimeType }) => mimeType === 'audio/red');
  if (redundant.length > 0)
    transceiver.setCodecPreferences([...redundant, ...codecs.filter((codec) => !redundant.includes(codec))]);
  const { sender } = transceiver;
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings;
  if (encoding === undefined || encoding.priority === 'high') return;
  encoding.priority = 'high';
  encoding.networkPriority = 'high';
  // One that is being renegotiated refuses; its voice is sent as any other.
  void sender.setParameters(parameters).catch(() => undefined);
}
