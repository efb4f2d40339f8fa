import type { Connection, ConnectionListener, SignalingTransport } from '../signaling/transport';
import { FakeClock } from '../testing/fakeClock';
import { FakeRtc } from '../testing/fakeRtc';
import type { ServerEnd } from '../testing/serverEnd';
import { carrierContract } from '../testing/transportContract';
import { NO_TRACKS, Peer, type PeerEvent } from './peer';

/** Two pages that are connected with each other: what the one says over the data channel, the other hears. */
class Pages implements SignalingTransport {
  readonly ends: ServerEnd[] = [];

  connect(listener: ConnectionListener): Connection {
    const here = new FakeRtc({}, `here${this.ends.length}`);
    const there = new FakeRtc({}, `there${this.ends.length}`);
    const heard: string[] = [];
    const far = peer(there, false, (event) => {
      if (event.type === 'text') {
        heard.push(event.text);
        end.onText?.(event.text);
      } else if (event.type === 'channel' && !event.open) end.onClosed?.();
    });
    const near = peer(here, true, (event) => {
      if (event.type === 'text') listener.received(event.text);
      else if (event.type === 'channel') event.open ? listener.opened() : listener.closed();
    });
    const end: ServerEnd = {
      heard,
      onText: undefined,
      onClosed: undefined,
      send: (text) => void far.sendText(text),
      close: () => far.close(),
    };
    this.ends.push(end);
    wire(here, there);
    wire(there, here);
    near.offer();
    far.offer();
    void Promise.resolve().then(() => {
      here.channel.open();
      there.channel.open();
    });
    return { carrier: 'page', send: (text) => void near.sendText(text), close: () => near.close() };
  }
}

function peer(connection: FakeRtc, polite: boolean, emit: (event: PeerEvent) => void): Peer {
  return new Peer(
    { create: () => connection as unknown as RTCPeerConnection, clock: new FakeClock(), randomId: () => 'id' },
    { polite, configuration: {}, tracks: NO_TRACKS },
    () => undefined,
    emit,
  );
}

/** A channel carries texts one after the other, and closes behind them. */
function wire({ channel }: FakeRtc, { channel: other }: FakeRtc): void {
  channel.send = (data) => {
    void Promise.resolve().then(() => other.onmessage?.({ data }));
  };
  channel.close = () => {
    channel.readyState = 'closed';
    void Promise.resolve().then(() => {
      if (other.readyState === 'closed') return;
      other.readyState = 'closed';
      other.onclose?.();
    });
  };
}

carrierContract('the data channel between two pages', () => {
  const pages = new Pages();
  return { transport: pages, ends: () => pages.ends };
});
