import { FallbackTransport } from './signaling/fallbackTransport';
import { HttpTransport } from './signaling/httpTransport';
import type { Carrier, SignalingTransport } from './signaling/transport';
import { WebSocketTransport } from './signaling/webSocketTransport';
import type { Clock } from './time/clock';

const KEY = 'tincan.carrier';
const KNOCK_WITHIN_MILLIS = 1500;

/** The carriers of this browser to the page's origin; `?carrier=http` or `websocket` leaves one of them. */
export function carriers(clock: Clock, query: URLSearchParams, tab: Storage | undefined): SignalingTransport {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return new FallbackTransport(
    {
      websocket: new WebSocketTransport(`${scheme}://${location.host}/signal`),
      http: new HttpTransport('/signal/http', (url, request) => fetch(url, request), clock),
    },
    clock,
    {
      forced: carrier(query.get('carrier')),
      proven: carrier(tab?.getItem(KEY)),
      works: (name) => tab?.setItem(KEY, name),
      knock,
    },
  );
}

async function knock(): Promise<boolean> {
  try {
    return (await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(KNOCK_WITHIN_MILLIS) })).ok;
  } catch {
    return false;
  }
}

function carrier(text: string | null | undefined): Carrier | undefined {
  return text === 'websocket' || text === 'http' ? text : undefined;
}
