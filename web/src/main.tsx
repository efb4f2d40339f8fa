import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import type { Environment } from './app/environment';
import { PreferenceStore } from './app/preferences';
import { Ticker } from './app/ticker';
import { Devices } from './media/devices';
import { relayTransport } from './media/iceServers';
import { makeCertificate, warmUp } from './media/warmUp';
import { SignalingSession } from './signaling/session';
import { WebSocketTransport } from './signaling/webSocketTransport';
import { browserClock } from './time/clock';
import { AppView } from './ui/AppView';
import { CrashGuard } from './ui/CrashGuard';
import './ui/tokens.css';

const query = new URLSearchParams(location.search);
const signalUrl = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/signal`;

const canCall = 'RTCPeerConnection' in window;
let certificate: RTCCertificate | undefined;

const environment: Environment = {
  clock: browserClock,
  ticker: new Ticker(browserClock),
  wallClock: () => Date.now(),
  // crypto.randomUUID does not exist on insecure origins, where joining without a camera still works.
  randomId: () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36)).join(''),
  session: new SignalingSession(new WebSocketTransport(signalUrl), browserClock, Math.random),
  devices: new Devices(navigator),
  preferences: new PreferenceStore(storage()),
  createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
  certificate: () => certificate,
  canCall,
  origin: location.origin,
  wish: { relayOnly: query.get('relay') === '1', transport: relayTransport(query.get('transport')) },
  mark: (name) => {
    performance.clearMarks(name);
    performance.mark(name);
  },
};

const app = new App(environment, history, location.pathname);

if (canCall) {
  void warmUp(environment.createPeerConnection);
  void makeCertificate().then((made) => {
    certificate = made;
  });
}

window.addEventListener('popstate', () => app.show(location.pathname, true));
window.addEventListener('online', () => environment.session.probe());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') environment.session.probe();
});
window.addEventListener('pagehide', () => app.leave());
// A page that comes back from the browser's cache has left its call; it begins anew.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <CrashGuard reload={() => location.reload()}>
      <AppView app={app} />
    </CrashGuard>,
  );
}

/** By then the page has what it needs itself. */
const KEEP_AFTER_MILLIS = 3000;

// So that the page opens, and calls without a server can be made, when the server cannot be reached.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  browserClock.after(KEEP_AFTER_MILLIS, () => void navigator.serviceWorker.register('/sw.js').catch(() => undefined));
}

function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
