/** Collects what a code consists of. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  byte(value: number): void {
    this.#bytes.push(value & 255);
  }

  /** Big endian. */
  number(value: number | bigint, length: number): void {
    for (let i = length - 1; i >= 0; i -= 1) this.byte(Number((BigInt(value) >> BigInt(8 * i)) & 255n));
  }

  bytes(values: Iterable<number>): void {
    for (const value of values) this.byte(value);
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** Reads them back; what goes past the end is a `RangeError`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.bytes(1)[0] ?? 0;
  }

  number(length: number): bigint {
    return this.bytes(length).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }

  bytes(length: number): number[] {
    if (length > this.left) throw new RangeError('no more bytes');
    this.#at += length;
    return [...this.#bytes.subarray(this.#at - length, this.#at)];
  }
}

/** CRC-16/XMODEM: tells a code that was copied in part from a whole one. */
export function checksum(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
