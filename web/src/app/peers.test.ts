import { describe, expect, it } from 'vitest';
import type { PeerEvent } from '../media/peer';
import type { Signal } from '../protocol/messages';
import { FakeClock } from '../testing/fakeClock';
import { FakeRtc } from '../testing/fakeRtc';
import { decodeDataMessage } from './dataMessages';
import type { Environment } from './environment';
import { Peers } from './peers';

const settle = async () => {
  for (let i = 0; i < 40; i += 1) await Promise.resolve();
};

class Page {
  readonly connections: FakeRtc[] = [];
  readonly overServer: string[] = [];
  readonly events: PeerEvent[] = [];
  reachable = true;
  readonly peers: Peers;

  constructor() {
    const environment = {
      clock: new FakeClock(),
      randomId: () => 'id',
      wish: { relayOnly: false, transport: undefined },
      certificate: () => undefined,
      createPeerConnection: (configuration: RTCConfiguration) => {
        const connection = new FakeRtc(configuration);
        this.connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
    } as unknown as Environment;
    this.peers = new Peers(environment, {
      reachable: () => this.reachable,
      signal: (to, signal: Signal) => this.overServer.push(`${signal.type} to ${to}`),
      event: (_, event) => this.events.push(event),
    });
  }

  get connection(): FakeRtc {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error('no connection');
    return connection;
  }

  overChannel(): string[] {
    return this.connection.channel.sent.splice(0).map((text) => {
      const message = decodeDataMessage(text);
      return message?.type === 'signal' ? message.signal.type : String(message?.type);
    });
  }

  async connected(): Promise<this> {
    this.peers.open('ben', true, true);
    await settle();
    await this.connection.setRemoteDescription({ type: 'answer', sdp: 'o=- ben 1 IN IP4 127.0.0.1\r\n' });
    this.connection.become('connected');
    this.connection.channel.open();
    await settle();
    this.overServer.splice(0);
    return this;
  }
}

describe('the way of signals', () => {
  it('goes through the server until a channel is open', async () => {
    const page = new Page();
    page.peers.open('ben', true, true);
    await settle();
    expect(page.overServer).toEqual(['createOffer to ben']);
  });

  it('goes over the channel alone when the server cannot be reached', async () => {
    const page = await new Page().connected();
    page.reachable = false;
    page.peers.get('ben')?.restartIce();
    await settle();
    expect(page.overChannel()).toEqual(['createOffer']);
    expect(page.overServer).toEqual([]);
  });

  it('goes over both while both may work: the other side may have left the server alone', async () => {
    const page = await new Page().connected();
    page.peers.get('ben')?.restartIce();
    await settle();
    expect(page.overChannel()).toEqual(['createOffer']);
    expect(page.overServer).toEqual(['createOffer to ben']);
  });

  it('waits for the server too when the path is in trouble', async () => {
    const page = await new Page().connected();
    page.reachable = false;
    page.connection.become('disconnected');
    page.peers.get('ben')?.restartIce();
    await settle();
    expect(page.overChannel()).toEqual(['createOffer']);
    expect(page.overServer).toEqual(['createOffer to ben']);
  });

  it('offers that nobody answered are said again', async () => {
    const page = await new Page().connected();
    page.peers.get('ben')?.restartIce();
    await settle();
    page.overServer.splice(0);
    page.peers.get('ben')?.repeatPending();
    await settle();
    expect(page.overServer).toEqual(['createOffer to ben']);
  });
});
