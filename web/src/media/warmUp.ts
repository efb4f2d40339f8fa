import type { CreatePeerConnection } from './peer';

/**
 * Makes the browser load its codecs and threads before anyone waits for them: the first offer of a page takes ten
 * times as long as the second.
 */
export async function warmUp(create: CreatePeerConnection): Promise<void> {
  const connection = create({});
  try {
    connection.addTransceiver('audio');
    connection.addTransceiver('video');
    await connection.setLocalDescription(await connection.createOffer());
  } catch {
    // Only comfort is lost.
  } finally {
    connection.close();
  }
}

/** One certificate for all connections of this visit, so that none has to wait for its own. */
export async function makeCertificate(): Promise<RTCCertificate | undefined> {
  try {
    return await RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as EcKeyGenParams);
  } catch {
    return undefined;
  }
}
