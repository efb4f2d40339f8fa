import type { Clock } from '../time/clock';
import type { CreatePeerConnection } from './peer';

interface Description {
  type: 'offer' | 'answer';
  sdp: string;
}

interface Hooks {
  /** Text can be sent from now on; or media flows with a program that opened no channel. */
  connected(): void;
  text(text: string): void;
  /** The other side closed the connection. */
  closed(): void;
  /** No path was found, or the one there was is lost. */
  failed(): void;
}

/** Addresses that are not found by then are those of servers that do not answer. */
const GATHER_WITHIN_MILLIS = 2500;
const CHANNEL = 'tincan-direct';

/**
 * A connection whose two descriptions are carried by people. It offers nothing but a data channel, over which
 * everything else is negotiated; what another program offers is answered as it is.
 */
export class FirstContact {
  readonly connection: RTCPeerConnection;
  readonly #clock: Clock;
  readonly #hooks: Hooks;
  #channel: RTCDataChannel | undefined;
  #closed = false;

  constructor(create: CreatePeerConnection, configuration: RTCConfiguration, clock: Clock, hooks: Hooks) {
    this.#clock = clock;
    this.#hooks = hooks;
    const connection = create(configuration);
    this.connection = connection;
    connection.addEventListener('datachannel', ({ channel }) => this.#take(channel));
    connection.addEventListener('connectionstatechange', () => {
      if (this.#closed) return;
      const hasChannel = connection.remoteDescription?.sdp.includes('\nm=application ') ?? true;
      if (connection.connectionState === 'connected' && !hasChannel) hooks.connected();
      if (connection.connectionState === 'failed') hooks.failed();
    });
  }

  get channel(): RTCDataChannel | undefined {
    return this.#channel;
  }

  async offer(): Promise<Description> {
    this.#take(this.connection.createDataChannel(CHANNEL));
    await this.connection.setLocalDescription();
    return this.#gathered();
  }

  /** @throws DOMException when the browser does not understand the offer */
  async answer(offer: Description): Promise<Description> {
    await this.connection.setRemoteDescription(offer);
    // Tracks come later; what is to be sent must be promised now.
    for (const transceiver of this.connection.getTransceivers()) transceiver.direction = 'sendrecv';
    await this.connection.setLocalDescription();
    return this.#gathered();
  }

  /** @throws DOMException when the browser does not understand the answer */
  accept(answer: Description): Promise<void> {
    return this.connection.setRemoteDescription(answer);
  }

  send(text: string): void {
    if (this.#channel?.readyState === 'open') this.#channel.send(text);
  }

  close(): void {
    this.#closed = true;
    this.connection.close();
  }

  #take(channel: RTCDataChannel): void {
    if (this.#channel !== undefined) return;
    this.#channel = channel;
    channel.addEventListener('message', ({ data }) => {
      if (!this.#closed && typeof data === 'string') this.#hooks.text(data);
    });
    channel.addEventListener('close', () => {
      if (!this.#closed) this.#hooks.closed();
    });
    if (channel.readyState === 'open') this.#hooks.connected();
    else channel.addEventListener('open', () => this.#hooks.connected());
  }

  /** There is no second letter for candidates that come late: all of them are waited for. */
  async #gathered(): Promise<Description> {
    const { connection } = this;
    await new Promise<void>((done) => {
      const stop = this.#clock.after(GATHER_WITHIN_MILLIS, done);
      const look = () => {
        if (connection.iceGatheringState !== 'complete') return;
        stop();
        done();
      };
      connection.addEventListener('icegatheringstatechange', look);
      look();
    });
    const { type, sdp } = connection.localDescription ?? {};
    if ((type !== 'offer' && type !== 'answer') || sdp === undefined) throw new Error('the connection was closed');
    return { type, sdp };
  }
}

/** Tells those who come to listen to a connection that is up already what they missed. */
export function repeatEvents(connection: RTCPeerConnection): void {
  connection.dispatchEvent(new Event('connectionstatechange'));
  for (const transceiver of connection.getTransceivers()) {
    const { receiver } = transceiver;
    if (transceiver.currentDirection === null) continue;
    connection.dispatchEvent(new RTCTrackEvent('track', { receiver, track: receiver.track, transceiver, streams: [] }));
  }
}

/** What a chat line looks like to either side of a connection with another program. */
export interface PlainText {
  /** From what a Tincan would send to what people read; undefined for what is not for people. */
  out(text: string): string | undefined;
  in(text: string): string;
  /** What to hear as soon as a text is sent; undefined for nothing. */
  receipt(text: string): string | undefined;
}

/**
 * A connection with a program that is not Tincan, for `Peer`: what was negotiated stays as it is, and texts go over
 * the channel there is.
 */
export function plainConnection({ connection, channel }: FirstContact, plain: PlainText): RTCPeerConnection {
  const instead: Partial<Record<string | symbol, unknown>> = {
    setLocalDescription: async () => undefined,
    setRemoteDescription: async () => undefined,
    addTransceiver: () => undefined,
    restartIce: () => undefined,
    // Another program takes no files.
    createDataChannel: (label: string) => plainChannel(label === 'tincan' ? channel : undefined, plain),
  };
  return new Proxy(connection, {
    get(target, name) {
      if (name in instead) return instead[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function plainChannel(channel: RTCDataChannel | undefined, plain: PlainText): object {
  const facade = {
    onopen: null as (() => void) | null,
    onclose: null as (() => void) | null,
    onmessage: null as ((event: { data: string }) => void) | null,
    get readyState() {
      return channel?.readyState ?? 'connecting';
    },
    send(text: string) {
      const line = plain.out(text);
      if (line === undefined) return;
      channel?.send(line);
      const receipt = plain.receipt(text);
      if (receipt !== undefined) queueMicrotask(() => facade.onmessage?.({ data: receipt }));
    },
    close: () => channel?.close(),
  };
  channel?.addEventListener('message', ({ data }) => facade.onmessage?.({ data: plain.in(String(data)) }));
  channel?.addEventListener('close', () => facade.onclose?.());
  if (channel?.readyState === 'open') queueMicrotask(() => facade.onopen?.());
  return facade;
}
