import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import type { Environment } from './app/environment';
import { KeptCallStore } from './app/keptCall';
import { takeLinkKey } from './app/linkKey';
import { callFromPath } from './app/links';
import { onNetworkHint } from './app/networkHints';
import { PreferenceStore } from './app/preferences';
import { Ticker } from './app/ticker';
import { carriers } from './carriers';
import { Devices } from './media/devices';
import { peerConfiguration, relayTransport } from './media/iceServers';
import { Meter } from './media/meter';
import { Screens } from './media/screens';
import { makeCertificate, warmUp } from './media/warmUp';
import { SignalingSession } from './signaling/session';
import { browserClock } from './time/clock';
import { AppView } from './ui/AppView';
import { CrashGuard } from './ui/CrashGuard';
import './ui/tokens.css';

const query = new URLSearchParams(location.search);
const tab = storage('sessionStorage');

// crypto.randomUUID does not exist on insecure origins, where joining without a camera still works.
const randomId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36)).join('');
const { connection } = navigator as { connection?: EventTarget };
const canCall = 'RTCPeerConnection' in window;
let certificate: RTCCertificate | undefined;

const keptCall = new KeptCallStore(tab, Date.now);
const kept = keptCall.read(callFromPath(location.pathname));
if (kept === undefined) keptCall.forget();
const debug = query.has('debug') ? new (await import('./debug/debug')).Debug() : undefined;
const transport = carriers(browserClock, query, tab);
const session = new SignalingSession(debug?.wrap(transport) ?? transport, browserClock, Math.random, {
  page: randomId(),
  resume: kept?.resume,
});

const environment: Environment = {
  clock: browserClock,
  ticker: new Ticker(browserClock),
  wallClock: () => Date.now(),
  randomId,
  session,
  devices: new Devices(navigator),
  screens: new Screens(navigator),
  preferences: new PreferenceStore(storage('localStorage')),
  keptCall,
  tab,
  createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
  measureLink: async (ice, signal) => {
    const { measureLink } = await import('./media/accessLink');
    const configuration = peerConfiguration(ice, { ...environment.wish, relayOnly: true }, certificate);
    return measureLink(environment.createPeerConnection, configuration, browserClock, signal);
  },
  createMeter: (track) => new Meter(track),
  certificate: () => certificate,
  canCall,
  origin: location.origin,
  wish: { relayOnly: query.get('relay') === '1', transport: relayTransport(query.get('transport')) },
  onNetworkHint: (hint) =>
    onNetworkHint({ window, document, connection, clock: browserClock, wallClock: () => Date.now() }, hint),
  mark: (name) => {
    performance.clearMarks(name);
    performance.mark(name);
  },
};

takeLinkKey(location, history, environment.preferences);
debug?.start(environment);
const app = new App(environment, history, location.pathname);
debug?.watch(app);

if (canCall) {
  void warmUp(environment.createPeerConnection);
  void makeCertificate().then((made) => {
    certificate = made;
  });
}

window.addEventListener('popstate', () => app.show(location.pathname, true));
window.addEventListener('online', () => session.networkChanged());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') session.probe();
});
window.addEventListener('pagehide', () => app.leave());
// A page that comes back from the browser's cache has let go of its call; loaded again, it finds the way back.
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

function storage(kind: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return window[kind];
  } catch {
    return undefined;
  }
}
