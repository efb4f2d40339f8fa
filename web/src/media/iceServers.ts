import type { IceConfig } from '../protocol/messages';

export interface PathWish {
  /** Use the relay even where a direct path exists (`?relay=1`). */
  relayOnly: boolean;
  /** Keep only the TURN addresses over this transport (`?transport=tls`). */
  transport: RelayTransport | undefined;
}

const relayTransports = ['udp', 'tcp', 'tls'] as const;
export type RelayTransport = (typeof relayTransports)[number];

export function relayTransport(text: string | null): RelayTransport | undefined {
  return relayTransports.find((transport) => transport === text);
}

export function peerConfiguration(
  ice: IceConfig | undefined,
  wish: PathWish,
  certificate: RTCCertificate | undefined,
): RTCConfiguration {
  const iceServers = (ice?.iceServers ?? [])
    .map((server) => ({ ...server, urls: server.urls.filter((url) => isWanted(url, wish.transport)) }))
    .filter((server) => server.urls.length > 0);
  return {
    iceServers,
    iceTransportPolicy: wish.relayOnly ? 'relay' : 'all',
    bundlePolicy: 'max-bundle',
    ...(certificate === undefined ? {} : { certificates: [certificate] }),
  };
}

function isWanted(url: string, transport: RelayTransport | undefined): boolean {
  switch (transport) {
    case undefined:
      return true;
    case 'tls':
      return url.startsWith('turns:');
    case 'udp':
    case 'tcp':
      return url.startsWith('turn:') && url.endsWith(`?transport=${transport}`);
  }
}
