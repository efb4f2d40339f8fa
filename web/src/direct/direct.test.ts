import { describe, expect, it } from 'vitest';
import { fromBase32, toBase32 } from './base32';
import { decodeCode, encodeCode } from './code';
import { CANDIDATE_TYPES, CANDIDATES_MAX, type Candidate, type Essentials } from './essentials';
import { readPasted } from './paste';
import { essentialsOf, sdpOf, ufragOf } from './sdp';

interface Recorded {
  type: 'offer' | 'answer';
  sdp: string;
}

/** What Chromium and Firefox gave as `JSON.stringify(connection.localDescription)` once all candidates were there. */
const files = import.meta.glob<Recorded>('./fixtures/*.json', { eager: true, import: 'default' });
const recorded = new Map(
  Object.entries(files).map(([path, { type, sdp }]) => [/([\w-]+)\.json$/.exec(path)?.[1] ?? path, { type, sdp }]),
);
const names = [...recorded.keys()];

function fixture(name: string): Recorded {
  const found = recorded.get(name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found;
}

function codeOf({ type, sdp }: Recorded): string {
  const essentials = essentialsOf(type, sdp);
  if (essentials === undefined) throw new Error('no essentials');
  return encodeCode(essentials);
}

describe('S50 a code', () => {
  it.each(names)('of %s has at most 320 characters and rebuilds the description', (name) => {
    const { type, sdp } = fixture(name);
    const code = codeOf({ type, sdp });
    expect(code.length).toBeLessThanOrEqual(320);
    const read = readPasted(code);
    if (!read.ok) throw new Error(read.problem);
    expect(read.description.type).toBe(type);
    expect(codeOf(read.description)).toBe(code);
    expect(ufragOf(read.description.sdp)).toBe(ufragOf(sdp));
    expect(read.description.sdp.match(/^a=candidate/gm)).toHaveLength(
      sdp.match(/^a=candidate:\S+ 1 udp/gim)?.length ?? 0,
    );
  });

  it('is the same for any essentials after the way there and back', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const essentials = anyEssentials(seed);
      const decoded = decodeCode(encodeCode(essentials));
      expect(decoded, `seed ${seed}`).toEqual({ ok: true, essentials });
      expect(essentialsOf(essentials.type, sdpOf(essentials)), `seed ${seed}`).toEqual(essentials);
      expect(encodeCode(essentials).length).toBeLessThanOrEqual(700);
    }
  });

  it('is known to be damaged when any character is missing or another', () => {
    const code = codeOf(fixture('chromium-offer'));
    // The last character may have bits that belong to no byte.
    for (let at = 0; at < code.length - 1; at += 1) {
      const other = code[at] === 'Q' ? 'R' : 'Q';
      expect(decodeCode(code.slice(0, at) + other + code.slice(at + 1))?.ok).toBe(false);
      expect(decodeCode(code.slice(0, at))?.ok).toBe(false);
    }
  });

  it('is never more than a damaged one whatever bytes it has', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = randomOf(seed);
      const bytes = Uint8Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256));
      expect(fromBase32(toBase32(bytes))?.subarray(0, bytes.length)).toEqual(bytes);
      expect(decodeCode(toBase32(bytes))?.ok).toBe(false);
    }
  });
});

describe('S52 what is pasted', () => {
  const offer = fixture('firefox-media-offer');
  const code = codeOf(fixture('chromium-offer'));

  it.each([
    ['JSON', JSON.stringify(offer)],
    ['JSON with spaces', JSON.stringify(offer, null, 2)],
    ['JSON as a console shows a string', JSON.stringify(JSON.stringify(offer))],
    ['a description within an object', JSON.stringify({ sdp: offer })],
    ['plain SDP', offer.sdp],
    ['plain SDP with other line ends and indented', offer.sdp.replaceAll('\r\n', '\n   ')],
    ['SDP as a console shows a string', JSON.stringify(offer.sdp).slice(1, -1)],
  ])('may be %s', (_, text) => {
    expect(readPasted(text)).toEqual({ ok: true, description: offer, written: 'sdp' });
  });

  it('may be an answer without its type', () => {
    const { sdp } = fixture('firefox-answer');
    expect(readPasted(sdp)).toMatchObject({ ok: true, description: { type: 'answer' } });
  });

  it.each([
    ['a link', (it: string) => `https://call.example/direct#${it}`],
    ['a message around a link', (it: string) => `Talk to me:\nhttp://10.0.0.2:8080/direct#${it}\nBye`],
    ['a code in small letters', (it: string) => it.toLowerCase()],
    ['a code broken into lines', (it: string) => it.replace(/(.{40})/g, '$1\r\n ')],
  ])('may be %s', (_, write) => {
    expect(readPasted(write(code))).toEqual(readPasted(code));
    expect(readPasted(write(code))).toMatchObject({ ok: true, written: 'code' });
  });

  const another = fromBase32(code) ?? new Uint8Array();
  it.each([
    ['', 'nothing'],
    ['Hello', 'no-code'],
    ['see you at https://call.example/', 'no-code'],
    ['{"type":"offer"}', 'no-code'],
    ['https://call.example/c/mkqt-rwzbnv-hdpc', 'call-link'],
    [code.slice(0, 60), 'damaged'],
    [code.slice(3), 'damaged'],
    [`${code}${code}`, 'damaged'],
    [toBase32(withChecksum([9, ...another.subarray(1, -2)])), 'version'],
    [JSON.stringify({ ...offer, sdp: offer.sdp.replace(/a=candidate.*\r\n/g, '') }), 'no-addresses'],
  ])('%s: says why it is of no use', (text, problem) => {
    expect(readPasted(text)).toEqual({ ok: false, problem });
  });
});

it('the ufrag tells whose description it is', () => {
  expect(new Set(names.map((name) => ufragOf(fixture(name).sdp))).size).toBe(names.length);
});

function withChecksum(content: number[]): Uint8Array {
  let crc = 0;
  for (const byte of content) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return Uint8Array.from([...content, crc >> 8, crc & 255]);
}

function anyEssentials(seed: number): Essentials {
  const random = randomOf(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const text = (length: number) => btoa(Array.from({ length }, () => String.fromCharCode(below(256))).join(''));
  const type = below(2) === 0 ? 'offer' : 'answer';
  const hex = (digits: number) => Array.from({ length: digits }, () => below(16).toString(16)).join('');
  const addresses = [
    () => `${below(256)}.${below(256)}.${below(256)}.${below(256)}`,
    () => Array.from({ length: 8 }, () => below(65_536).toString(16)).join(':'),
    () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}.local`,
    () => `host-${hex(6)}.lan`,
  ] as const;
  const candidate = (): Candidate => ({
    type: CANDIDATE_TYPES[below(4)] ?? 'host',
    address: (addresses[below(4)] ?? addresses[0])(),
    port: 1 + below(65_535),
  });
  // The parts that a description sorts by are in the order that a description has them.
  const candidates = Array.from({ length: below(CANDIDATES_MAX + 1) }, candidate);
  const order = ['host', 'prflx', 'srflx', 'relay'];
  return {
    type,
    setup: type === 'offer' ? 'actpass' : below(2) === 0 ? 'active' : 'passive',
    sessionId: BigInt(`0x${hex(16)}`),
    fingerprint: Uint8Array.from({ length: 32 }, () => below(256)),
    ufrag: text(3 + 3 * below(4)),
    pwd: text(18),
    candidates: candidates.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type)),
  };
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
