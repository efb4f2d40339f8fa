import { CANDIDATE_TYPES, CANDIDATES_MAX, type Candidate, type CandidateType, type Essentials } from './essentials';

/** Type preferences of RFC 8445, section 5.1.2.2. */
const PREFERENCE: Record<CandidateType, number> = { host: 126, prflx: 110, srflx: 100, relay: 0 };

/** Undefined when the description lacks something, e.g. has a fingerprint of another kind. */
export function essentialsOf(type: 'offer' | 'answer', sdp: string): Essentials | undefined {
  const sessionId = /^o=\S+ (\d+)/m.exec(sdp)?.[1];
  const fingerprint = fingerprintOf(sdp);
  const ufrag = ufragOf(sdp);
  const pwd = attribute(sdp, 'ice-pwd');
  const setup = attribute(sdp, 'setup');
  if (sessionId === undefined || fingerprint === undefined || ufrag === undefined || pwd === undefined)
    return undefined;
  if (setup !== 'actpass' && setup !== 'active' && setup !== 'passive') return undefined;
  return { type, sessionId: BigInt(sessionId), fingerprint, ufrag, pwd, setup, candidates: candidatesOf(sdp) };
}

/** A description of one data channel section, as browsers write and read it (RFC 8841, section 4). */
export function sdpOf({ sessionId, fingerprint, ufrag, pwd, setup, candidates }: Essentials): string {
  const hex = Array.from(fingerprint, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
  return [
    'v=0',
    // The version that no later description is older than.
    `o=- ${sessionId} 0 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    ...candidates.map(candidateLine),
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${hex}`,
    `a=setup:${setup}`,
    'a=mid:0',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
    '',
  ].join('\r\n');
}

export function ufragOf(sdp: string): string | undefined {
  return attribute(sdp, 'ice-ufrag');
}

export function hasCandidates(sdp: string): boolean {
  return /^a=candidate:/m.test(sdp);
}

function attribute(sdp: string, name: string): string | undefined {
  return new RegExp(`^a=${name}:(\\S+)`, 'm').exec(sdp)?.[1];
}

function fingerprintOf(sdp: string): Uint8Array | undefined {
  const hex = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})\s*$/im.exec(sdp)?.[1];
  return hex === undefined ? undefined : Uint8Array.from(hex.split(':'), (pair) => Number.parseInt(pair, 16));
}

/** Those over UDP of the first component, once each, the best first; two browsers have no use for the others. */
function candidatesOf(sdp: string): Candidate[] {
  const found = new Map<string, Candidate & { priority: number }>();
  for (const [, line] of sdp.matchAll(/^a=candidate:(.+)$/gm)) {
    const [, component, protocol, priority, address, port, , type] = (line ?? '').trim().split(/\s+/);
    if (component !== '1' || protocol?.toLowerCase() !== 'udp' || address === undefined) continue;
    const known = CANDIDATE_TYPES.find((candidate) => candidate === type);
    if (known === undefined) continue;
    found.set(`${address} ${port}`, { type: known, address, port: Number(port), priority: Number(priority) });
  }
  return [...found.values()]
    .sort((a, b) => b.priority - a.priority)
    .slice(0, CANDIDATES_MAX)
    .map(({ type, address, port }) => ({ type, address, port }));
}

/** The first has the highest local preference; the related address is nobody's business (RFC 8839, section 5.1). */
function candidateLine({ type, address, port }: Candidate, index: number): string {
  const priority = PREFERENCE[type] * 2 ** 24 + (65_535 - index) * 2 ** 8 + 255;
  const related = type === 'host' ? '' : ' raddr 0.0.0.0 rport 0';
  return `a=candidate:${index + 1} 1 udp ${priority} ${address} ${port} typ ${type}${related}`;
}
