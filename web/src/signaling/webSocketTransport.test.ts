import { afterEach, vi } from 'vitest';
import { FakeWebSocketServer } from '../testing/fakeWebSocket';
import { transportContract } from '../testing/transportContract';
import { WebSocketTransport } from './webSocketTransport';

afterEach(() => vi.unstubAllGlobals());

transportContract('WebSocket', () => {
  const server = new FakeWebSocketServer();
  vi.stubGlobal('WebSocket', server.socketClass());
  return { transport: new WebSocketTransport('wss://call.example/signal'), ends: () => server.connections };
});
