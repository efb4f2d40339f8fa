import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../testing/fakeClock';
import { FakeHttpServer } from '../testing/fakeHttpServer';
import { FakeWebSocketServer } from '../testing/fakeWebSocket';
import { settle } from '../testing/serverEnd';
import { connect, transportContract } from '../testing/transportContract';
import { FallbackTransport } from './fallbackTransport';
import { HttpTransport } from './httpTransport';
import type { Carrier } from './transport';
import { WebSocketTransport } from './webSocketTransport';

let clock: FakeClock;
let sockets: FakeWebSocketServer;
let http: FakeHttpServer;
let worked: Carrier[];
let serverIsThere: boolean;
let knocks: number;

beforeEach(() => {
  clock = new FakeClock();
  sockets = new FakeWebSocketServer();
  http = new FakeHttpServer(clock);
  worked = [];
  serverIsThere = true;
  knocks = 0;
  vi.stubGlobal('WebSocket', sockets.socketClass());
});
afterEach(() => vi.unstubAllGlobals());

function make(options: { forced?: Carrier; proven?: Carrier } = {}): FallbackTransport {
  const carriers = {
    websocket: new WebSocketTransport('wss://call.example/signal'),
    http: new HttpTransport('/signal/http', http.fetch, clock),
  };
  return new FallbackTransport(carriers, clock, {
    ...options,
    works: (carrier) => worked.push(carrier),
    knock: async () => {
      knocks += 1;
      return serverIsThere;
    },
  });
}

const passes = async (millis: number) => {
  for (let left = millis; left > 0; left -= 100) {
    clock.advance(100);
    await settle();
  }
};

transportContract('fallback, WebSocket', () => ({ transport: make(), ends: () => sockets.connections }));
transportContract('fallback, HTTP', () => ({ transport: make({ forced: 'http' }), ends: () => http.connections }));

describe('FallbackTransport', () => {
  it.each([
    ['refuses', 0],
    ['swallows', 1500],
    ['opens and swallows', 1500],
  ] as const)('goes over HTTP where a proxy %s WebSockets', async (door, millis) => {
    sockets.door = door;
    const transport = make();
    const first = await connect(transport);
    await passes(millis);
    expect(first.told.at(-1)).toBe('closed');
    const second = await connect(transport);
    http.connections[0]?.send('{"type":"welcome"}');
    await settle();
    expect(second.told).toEqual(['opened', '{"type":"welcome"}']);
    expect(worked).toEqual(['http']);
    expect(first.told.filter((told) => told === 'closed')).toHaveLength(1);
  });

  it('a WebSocket that brought a frame is left alone', async () => {
    const witness = await connect(make());
    sockets.connections[0]?.send('{"type":"welcome"}');
    await passes(60_000);
    expect(witness.told).toEqual(['opened', '{"type":"welcome"}']);
  });

  it('begins with what worked for the page before', async () => {
    await connect(make({ proven: 'http' }));
    expect(sockets.attempts).toBe(0);
    expect(http.connections).toHaveLength(1);
  });

  it.each(['websocket', 'http'] as const)('stays with %s when that is forced', async (forced) => {
    sockets.door = 'refuses';
    http.fate = () => 'request lost';
    const transport = make({ forced });
    for (let i = 0; i < 4; i += 1) await connect(transport);
    expect(sockets.attempts).toBe(forced === 'websocket' ? 4 : 0);
    expect(http.requests).toHaveLength(forced === 'http' ? 4 : 0);
  });

  it('after an HTTP connection was lost a WebSocket is tried again', async () => {
    const transport = make({ proven: 'http' });
    const { connection } = await connect(transport);
    http.connections[0]?.send('{"type":"welcome"}');
    await settle();
    http.connections[0]?.close();
    await settle();
    expect(connection.carrier).toBe('http');
    expect((await connect(transport)).connection.carrier).toBe('websocket');
  });

  it('where a proxy swallows WebSockets, a lost HTTP connection is followed by another, for some minutes', async () => {
    sockets.door = 'swallows';
    const transport = make();
    await connect(transport);
    await passes(1500);
    for (const after of [0, 180_000]) {
      await connect(transport);
      http.connections.at(-1)?.send('{"type":"welcome"}');
      await settle();
      clock.advance(after);
      http.connections.at(-1)?.close();
      await settle();
    }
    expect([sockets.attempts, http.connections.length]).toEqual([1, 2]);
    expect((await connect(transport)).connection.carrier).toBe('websocket');
  });

  it('while a server is away that had a WebSocket, it is asked by plain requests, and HTTP is left out', async () => {
    const transport = make();
    await connect(transport);
    sockets.connections[0]?.send('{"type":"welcome"}');
    await settle();
    sockets.connections[0]?.close();
    await settle();
    sockets.door = 'refuses';
    serverIsThere = false;
    for (let i = 0; i < 10; i += 1) expect((await connect(transport)).told.at(-1)).toBe('closed');
    expect([sockets.attempts, knocks, http.requests.length]).toEqual([2, 9, 0]);
    sockets.door = 'open';
    serverIsThere = true;
    expect((await connect(transport)).told).toEqual(['opened']);
  });

  it('a server that answers, but lets no WebSocket through any more, is reached over HTTP', async () => {
    const transport = make({ proven: 'websocket' });
    sockets.door = 'refuses';
    for (let i = 0; i < 2; i += 1) await connect(transport);
    expect((await connect(transport)).connection.carrier).toBe('http');
  });

  it('on another network it moves to a WebSocket without a gap, once one opens', async () => {
    const transport = make({ proven: 'http' });
    const witness = await connect(transport);
    http.connections[0]?.send('{"type":"welcome"}');
    await settle();
    sockets.door = 'refuses';
    transport.networkChanged();
    await passes(2000);
    expect(witness.told).toEqual(['opened', '{"type":"welcome"}']);
    sockets.door = 'open';
    transport.networkChanged();
    await settle();
    expect(sockets.attempts, 'not again within three minutes').toBe(1);
    await passes(180_000);
    transport.networkChanged();
    await settle();
    expect(witness.told.at(-1)).toBe('closed');
    expect((await connect(transport)).connection.carrier).toBe('websocket');
  });
});
