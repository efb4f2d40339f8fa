import type { ByteReader, ByteWriter } from './bytes';

const IPV4 = 0;
const IPV6 = 1;
/** A name that browsers make up: a UUID and `.local`. */
const HIDDEN = 2;
const NAME = 3;

const UUID_LOCAL = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\.local$/;

/** Gives the family, a number of two bits, which the reader needs. */
export function writeAddress(address: string, writer: ByteWriter): number {
  const v4 = ipv4(address);
  if (v4 !== undefined) {
    writer.bytes(v4);
    return IPV4;
  }
  const v6 = ipv6(address);
  if (v6 !== undefined) {
    for (const group of v6) writer.number(group, 2);
    return IPV6;
  }
  const uuid = UUID_LOCAL.exec(address);
  if (uuid !== null) {
    writer.number(BigInt(`0x${uuid.slice(1).join('')}`), 16);
    return HIDDEN;
  }
  const name = new TextEncoder().encode(address).subarray(0, 255);
  writer.byte(name.length);
  writer.bytes(name);
  return NAME;
}

export function readAddress(family: number, reader: ByteReader): string {
  switch (family) {
    case IPV4:
      return reader.bytes(4).join('.');
    case IPV6:
      return Array.from({ length: 8 }, () => reader.number(2).toString(16)).join(':');
    case HIDDEN: {
      const hex = reader.number(16).toString(16).padStart(32, '0');
      return `${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}.local`;
    }
    default: {
      const name = new TextDecoder().decode(Uint8Array.from(reader.bytes(reader.byte())));
      if (!/^[\w.-]+$/.test(name)) throw new RangeError('no name');
      return name;
    }
  }
}

function ipv4(address: string): number[] | undefined {
  const parts = address.split('.').map(Number);
  const good = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return good ? parts : undefined;
}

function ipv6(address: string): number[] | undefined {
  if (!address.includes(':')) return undefined;
  const [head, tail] = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  if (head === undefined) return undefined;
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  const groups = [...head, ...zeros, ...(tail ?? [])];
  const good = groups.length === 8 && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
  return good ? groups.map((group) => Number.parseInt(group, 16)) : undefined;
}
