type WithKeyFrame = (
  parameters: RTCRtpSendParameters,
  options: { encodingOptions: { keyFrame: boolean }[] },
) => Promise<void>;

/**
 * Sends a whole picture now. After a silence the others miss what their pictures build on, and ask for a new beginning
 * only every three seconds (WebRTC Extensions, section 4.2). Browsers that do not know this option ignore it.
 */
export async function sendKeyFrames(connection: RTCPeerConnection): Promise<void> {
  for (const sender of connection.getSenders()) {
    if (sender.track?.kind !== 'video') continue;
    const parameters = sender.getParameters();
    const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }));
    const send = sender.setParameters.bind(sender) as WithKeyFrame;
    await send(parameters, { encodingOptions }).catch(() => undefined);
  }
}
