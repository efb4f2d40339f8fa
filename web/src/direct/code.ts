import { readAddress, writeAddress } from './address';
import { fromBase32, toBase32 } from './base32';
import { ByteReader, ByteWriter, checksum } from './bytes';
import { CANDIDATE_TYPES, type Candidate, type Essentials } from './essentials';

/** The format of rule S50; other versions begin with another byte. */
const VERSION = 1;
const ANSWER = 1;
const PASSIVE = 2;

/** The characters of ufrag and pwd (RFC 8839, section 5.4), six bits each. */
const ICE_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export type Decoded = { ok: true; essentials: Essentials } | { ok: false; why: 'damaged' | 'version' };

export function encodeCode(essentials: Essentials): string {
  const writer = new ByteWriter();
  writer.byte(VERSION);
  writer.byte((essentials.type === 'answer' ? ANSWER : 0) | (essentials.setup === 'passive' ? PASSIVE : 0));
  writer.number(essentials.sessionId, 8);
  writer.bytes(essentials.fingerprint);
  writeIceText(essentials.ufrag, writer);
  writeIceText(essentials.pwd, writer);
  writer.byte(essentials.candidates.length);
  for (const candidate of essentials.candidates) writeCandidate(candidate, writer);
  const content = writer.done();
  const sum = checksum(content);
  return toBase32(Uint8Array.from([...content, sum >> 8, sum & 255]));
}

/** Undefined when the text has other characters than a code. */
export function decodeCode(text: string): Decoded | undefined {
  const bytes = fromBase32(text);
  if (bytes === undefined) return undefined;
  const content = bytes.subarray(0, -2);
  const whole = bytes.length > 3 && checksum(content) === (((bytes.at(-2) ?? 0) << 8) | (bytes.at(-1) ?? 0));
  if (!whole) return { ok: false, why: 'damaged' };
  if (content[0] !== VERSION) return { ok: false, why: 'version' };
  try {
    return { ok: true, essentials: read(new ByteReader(content.subarray(1))) };
  } catch {
    return { ok: false, why: 'damaged' };
  }
}

function read(reader: ByteReader): Essentials {
  const flags = reader.byte();
  const type = flags & ANSWER ? 'answer' : 'offer';
  const essentials: Essentials = {
    type,
    setup: type === 'offer' ? 'actpass' : flags & PASSIVE ? 'passive' : 'active',
    sessionId: reader.number(8),
    fingerprint: Uint8Array.from(reader.bytes(32)),
    ufrag: readIceText(reader),
    pwd: readIceText(reader),
    candidates: Array.from({ length: reader.byte() }, () => readCandidate(reader)),
  };
  if (reader.left > 0) throw new RangeError('more bytes than a code has');
  return essentials;
}

function writeCandidate({ type, address, port }: Candidate, writer: ByteWriter): void {
  const written = new ByteWriter();
  const family = writeAddress(address, written);
  writer.byte((CANDIDATE_TYPES.indexOf(type) << 2) | family);
  writer.bytes(written.done());
  writer.number(port, 2);
}

function readCandidate(reader: ByteReader): Candidate {
  const kind = reader.byte();
  const type = CANDIDATE_TYPES[kind >> 2];
  if (type === undefined) throw new RangeError('no such type');
  return { type, address: readAddress(kind & 3, reader), port: Number(reader.number(2)) };
}

function writeIceText(text: string, writer: ByteWriter): void {
  writer.byte(text.length);
  let bits = '';
  for (const character of text) {
    const value = ICE_CHARACTERS.indexOf(character);
    if (value === -1) throw new RangeError('not a character of ICE');
    bits += value.toString(2).padStart(6, '0');
  }
  for (let at = 0; at < bits.length; at += 8) writer.byte(Number.parseInt(bits.slice(at, at + 8).padEnd(8, '0'), 2));
}

function readIceText(reader: ByteReader): string {
  const length = reader.byte();
  const bits = reader
    .bytes(Math.ceil((length * 6) / 8))
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return Array.from({ length }, (_, i) => ICE_CHARACTERS[Number.parseInt(bits.slice(i * 6, i * 6 + 6), 2)]).join('');
}
