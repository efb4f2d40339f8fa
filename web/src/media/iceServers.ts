import type { IceConfig } from '../protocol/messages';

export interface PathWish {
  /** Use the relay even where a direct path exists (`?relay=1`). */
  relayOnly: boolean;
  /** Of the TURN addresses, keep only those over TCP or TLS (`?transport=tcp`). */
  tcpOnly: boolean;
}

export function peerConfiguration(
  ice: IceConfig | undefined,
  wish: PathWish,
  certificate: RTCCertificate | undefined,
): RTCConfiguration {
  const iceServers = (ice?.iceServers ?? [])
    .map((server) => ({ ...server, urls: wish.tcpOnly ? server.urls.filter(isTurnOverTcp) : server.urls }))
    .filter((server) => server.urls.length > 0);
  return {
    iceServers,
    iceTransportPolicy: wish.relayOnly ? 'relay' : 'all',
    bundlePolicy: 'max-bundle',
    ...(certificate === undefined ? {} : { certificates: [certificate] }),
  };
}

function isTurnOverTcp(url: string): boolean {
  return url.startsWith('turns:') || (url.startsWith('turn:') && url.includes('transport=tcp'));
}
