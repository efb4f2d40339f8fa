import { act, cleanup, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '../app/app';
import type { Environment } from '../app/environment';
import { KeptCallStore } from '../app/keptCall';
import { callFromPath } from '../app/links';
import { PreferenceStore } from '../app/preferences';
import { Ticker } from '../app/ticker';
import type { LinkMeasure } from '../media/accessLink';
import { Devices } from '../media/devices';
import { Screens } from '../media/screens';
import { SignalingSession } from '../signaling/session';
import { AppView } from '../ui/AppView';
import { FakeClock } from './fakeClock';
import { FakeNavigator } from './fakeMedia';
import { FakeRtc } from './fakeRtc';
import { SignalingPair, welcome } from './signalingPair';

export const BEN = {
  id: 'b7n2c5d8f1g4h6j9l0s3eq',
  name: 'Ben',
  media: { audio: true, video: true },
  role: 'guest',
  connected: true,
};
const HOST_KEY = 'Zk9sQ2hVb1R4N3dLc0pXeWJ2R2ZNdDRuRHFBaEx1SWU';

/** The whole client in one page, with clock, server, devices and network in the hands of a test. */
export class World {
  readonly clock = new FakeClock();
  readonly server = new SignalingPair();
  readonly navigator = new FakeNavigator();
  readonly connections: FakeRtc[] = [];
  readonly preferences = new PreferenceStore(localStorage);
  readonly user = userEvent.setup();
  readonly marks: string[] = [];
  readonly visited: string[] = [];
  /** Everything the client said that `answer` saw. */
  readonly heard: { type: string; [member: string]: unknown }[] = [];
  /** Wall clock. */
  now = 0;
  canCall = true;
  secure = true;
  participants: object[] = [];
  full = false;
  /** What the server makes of who joins without a host's key. */
  role = 'guest';
  /** A host decides who comes in. */
  pending = false;
  /** What the microphone gives. */
  sound = { level: 0, silent: false };
  /** What a measurement of the own network gives. */
  link: LinkMeasure | undefined;
  /** How many offers the server was asked to pass on. */
  offers = 0;
  hintNetwork: () => void = () => undefined;
  app!: App;
  /** How the server answers over HTTP. */
  http: Environment['http'] = () => Promise.reject(new Error('unreachable'));
  #seq = 0;
  #heardSeq = 0;
  /** How the server answers instead of granting what is asked. */
  readonly refusals = new Map<string, string>();

  open(path: string): this {
    const keptCall = new KeptCallStore(sessionStorage, () => this.now);
    const resume = keptCall.read(callFromPath(path))?.resume;
    const environment: Environment = {
      clock: this.clock,
      ticker: new Ticker(this.clock),
      wallClock: () => this.now,
      randomId: () => `id${Math.random()}`,
      session: new SignalingSession(this.server, this.clock, () => 0, { page: 'page', resume }),
      devices: new Devices((this.secure ? this.navigator : {}) as unknown as Navigator),
      screens: new Screens((this.secure ? this.navigator : {}) as unknown as Navigator),
      preferences: this.preferences,
      keptCall,
      tab: sessionStorage,
      stored: localStorage,
      http: (path, request) => this.http(path, request),
      createPeerConnection: (configuration) => {
        const connection = new FakeRtc(configuration);
        this.connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
      measureLink: async () => this.link,
      createMeter: () => ({ level: () => this.sound.level, silent: () => this.sound.silent, close: () => undefined }),
      certificate: () => undefined,
      canCall: this.canCall,
      origin: 'https://call.example',
      onNetworkHint: (listener) => {
        this.hintNetwork = listener;
        return () => undefined;
      },
      wish: { relayOnly: false, transport: undefined },
      mark: (name) => this.marks.push(name),
    };
    const history = {
      pushState: (_: unknown, __: string, url?: string | URL | null) => void this.visited.push(String(url)),
      replaceState: () => undefined,
    };
    this.app = new App(environment, history, path);
    render(<AppView app={this.app} />);
    return this;
  }

  /** The page goes away and is loaded again. */
  async reload(path: string): Promise<this> {
    await this.do(() => this.app.leave());
    cleanup();
    this.server.drop();
    this.navigator.tracks.splice(0);
    this.connections.splice(0);
    return this.open(path);
  }

  /** The server takes the connection and answers everything that is asked, until nothing is left to say. */
  async serve(members: { snapshotSeq?: number; [member: string]: unknown } = {}): Promise<this> {
    await act(async () => {
      this.server.open();
      this.#seq = members.snapshotSeq ?? (members.resumed ? this.#seq : 0);
      if (!members.resumed) this.#heardSeq = 0;
      this.server.serverSends(welcome({ ack: this.#heardSeq, ...members }));
      this.server.flush();
    });
    return this.answer();
  }

  async answer(): Promise<this> {
    for (let round = 0; round < 5; round += 1) {
      await act(async () => {
        for (const frame of this.server.taken()) {
          this.heard.push(frame);
          if (typeof frame.seq === 'number') {
            this.#heardSeq = frame.seq;
            this.server.serverSends({ type: 'ack', ack: frame.seq });
          }
          this.#answer(frame);
        }
        this.server.flush();
        for (let i = 0; i < 20; i += 1) await Promise.resolve();
      });
    }
    return this;
  }

  async says(type: string, body: object, members: object = {}): Promise<this> {
    await act(async () => {
      this.#push({ type, body, ...members });
      this.server.flush();
    });
    return this.answer();
  }

  async wait(millis: number): Promise<this> {
    for (let left = millis; ; left -= 5000) {
      await act(async () => this.clock.advance(Math.min(left, 5000)));
      await this.answer();
      if (left <= 5000) return this;
    }
  }

  async do(action: () => void): Promise<this> {
    await act(async () => action());
    return this.answer();
  }

  #push(frame: object): void {
    this.#seq += 1;
    this.server.serverSends({ seq: this.#seq, ack: this.#heardSeq, ...frame });
  }

  #answer(frame: { type: string; [member: string]: unknown }): void {
    const re = frame.id;
    const code = this.refusals.get(frame.type);
    if (code !== undefined && re !== undefined) this.#push({ type: 'error', re, body: { code, message: '' } });
    else if (frame.type === 'createOffer') this.offers += 1;
    else if (frame.type === 'ping') this.server.serverSends({ type: 'pong' });
    else if (frame.type === 'createCall') {
      this.#push({ type: 'callCreated', re, body: { call: 'mkqt-rwzbnv-hdpc', hostKey: HOST_KEY } });
    } else if (frame.type === 'lookUpCall') {
      const body = { call: 'tea', participants: this.participants, full: this.full };
      this.#push({ type: 'callFound', re, body });
    } else if (frame.type === 'joinCall') {
      if (this.pending) {
        this.#push({ type: 'joinPending', re, body: { call: 'tea' } });
        return;
      }
      const role = (frame.body as { key?: string }).key === HOST_KEY ? 'host' : this.role;
      const body = { call: 'tea', you: 'k3v9m2x7q4w8z1t6r5y0pa', role, participants: this.participants };
      this.#push({ type: 'callJoined', re, body });
    } else if (frame.type === 'endCall') {
      this.#push({ type: 'callEnded', re, body: { call: 'tea', reason: 'host' } });
    }
  }
}
