import type { LinkMeasure } from '../media/accessLink';
import type { Devices } from '../media/devices';
import type { PathWish } from '../media/iceServers';
import type { Meter } from '../media/meter';
import type { CreatePeerConnection } from '../media/peer';
import type { Screens } from '../media/screens';
import type { IceConfig } from '../protocol/messages';
import type { SignalingSession } from '../signaling/session';
import type { Clock } from '../time/clock';
import type { KeptCallStore } from './keptCall';
import type { PreferenceStore } from './preferences';
import type { Ticker } from './ticker';

/** The world as the app may touch it; tests hand in another one. */
export interface Environment {
  clock: Clock;
  ticker: Ticker;
  wallClock(): number;
  randomId(): string;
  session: SignalingSession;
  devices: Devices;
  screens: Screens;
  preferences: PreferenceStore;
  keptCall: KeptCallStore;
  /** Of this tab alone. */
  tab: Storage | undefined;
  /** Of all tabs of this browser. */
  stored: Storage | undefined;
  /** Asks this server, by a path. */
  http(path: string, request: RequestInit): Promise<Response>;
  createPeerConnection: CreatePeerConnection;
  /** Undefined when no relay can be reached, or when the signal ends it. */
  measureLink(ice: IceConfig, signal: AbortSignal): Promise<LinkMeasure | undefined>;
  /** Undefined until it is made, and where the browser cannot make one beforehand. */
  certificate(): RTCCertificate | undefined;
  createMeter(track: MediaStreamTrack): Pick<Meter, 'level' | 'silent' | 'close'>;
  /** False in browsers without WebRTC. */
  canCall: boolean;
  /** The page's origin, e.g. `https://call.example`. */
  origin: string;
  wish: PathWish;
  /** Calls back when the network may have changed; returns how to stop that. */
  onNetworkHint(listener: () => void): () => void;
  mark(name: string): void;
}
