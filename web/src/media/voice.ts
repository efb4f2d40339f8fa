import { ownTransceiver } from './transceivers';

/** Voices go twice, so that a lost packet is in the next one (RFC 2198), where both browsers can. */
export function voiceTwice(connection: RTCPeerConnection): void {
  const transceiver = ownTransceiver(connection, 'audio');
  if (transceiver === undefined) return;
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities('audio')?.codecs ?? [];
  const redundant = codecs.filter(({ mimeType }) => mimeType === 'audio/red');
  if (redundant.length > 0)
    transceiver.setCodecPreferences([...redundant, ...codecs.filter((codec) => !redundant.includes(codec))]);
}

/** Voices go before pictures; to be said again once a connection is agreed on, for before that it may be forgotten. */
export function voiceFirst(connection: RTCPeerConnection): void {
  const sender = ownTransceiver(connection, 'audio')?.sender;
  const parameters = sender?.getParameters();
  const encoding = parameters?.encodings[0];
  if (sender === undefined || parameters === undefined || encoding === undefined) return;
  if (encoding.networkPriority === 'high') return;
  encoding.priority = 'high';
  encoding.networkPriority = 'high';
  // One that is being renegotiated refuses; its voice is sent as any other.
  void sender.setParameters(parameters).catch(() => undefined);
}
