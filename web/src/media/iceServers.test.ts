import { describe, expect, it } from 'vitest';
import { peerConfiguration, relayTransport } from './iceServers';

const turn = {
  urls: ['turn:a:3478?transport=udp', 'turn:a:3478?transport=tcp', 'turns:a:8443?transport=tcp'],
  username: 'u',
  credential: 'c',
};
const ice = { iceServers: [{ urls: ['stun:a:3478'] }, turn], expiresAt: '2026-11-22T10:00:00Z' };

function urls(transport: string | null): string[] {
  const wish = { relayOnly: true, transport: relayTransport(transport) };
  return (peerConfiguration(ice, wish, undefined).iceServers ?? []).flatMap((server) => server.urls);
}

describe('the path somebody asks for in the address', () => {
  it('is every server when nothing is asked for, or nothing that exists', () => {
    expect(urls(null)).toEqual(['stun:a:3478', ...turn.urls]);
    expect(urls('carrier-pigeon')).toEqual(urls(null));
  });

  it.each([
    ['udp', 'turn:a:3478?transport=udp'],
    ['tcp', 'turn:a:3478?transport=tcp'],
    ['tls', 'turns:a:8443?transport=tcp'],
  ])('%s keeps the one TURN address over it', (transport, url) => {
    expect(urls(transport)).toEqual([url]);
  });
});
