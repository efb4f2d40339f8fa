import * as v from 'valibot';
import { CHUNK_BYTES, NAME_LENGTH_MAX } from './limits';

/** What browsers say to each other about files: texts beside the binary chunks (rules S59 to S63). */
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const TEXT_MAX = 4096;
/** Number of the file, then where the chunk belongs. */
const HEADER_BYTES = 12;

const fileMessage = v.variant('type', [
  v.object({
    type: v.literal('offer'),
    id,
    number: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff)),
    name: v.pipe(v.string(), v.maxLength(NAME_LENGTH_MAX)),
    size: offset,
    mime: v.pipe(v.string(), v.maxLength(100)),
  }),
  v.object({ type: v.literal('accept'), id, from: offset }),
  v.object({ type: v.literal('have'), id, upTo: offset }),
  v.object({ type: v.literal('pause'), id }),
  v.object({ type: v.literal('resume'), id }),
  v.object({ type: v.literal('end'), id, hash: v.pipe(v.string(), v.length(64)) }),
  v.object({ type: v.literal('result'), id, intact: v.boolean() }),
  v.object({ type: v.literal('cancel'), id }),
]);

export type FileMessage = v.InferOutput<typeof fileMessage>;
export type FileOffer = Extract<FileMessage, { type: 'offer' }>;

export interface Chunk {
  number: number;
  offset: number;
  bytes: Uint8Array<ArrayBuffer>;
}

export function encodeFileMessage(message: FileMessage): string {
  return JSON.stringify(message);
}

/** Undefined for anything else; a newer client may say more. */
export function decodeFileMessage(text: string): FileMessage | undefined {
  if (text.length > TEXT_MAX) return undefined;
  try {
    const result = v.safeParse(fileMessage, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

export function encodeChunk({ number, offset, bytes }: Chunk): ArrayBuffer {
  const message = new Uint8Array(HEADER_BYTES + bytes.length);
  const header = new DataView(message.buffer);
  header.setUint32(0, number);
  header.setBigUint64(4, BigInt(offset));
  message.set(bytes, HEADER_BYTES);
  return message.buffer;
}

export function decodeChunk(data: ArrayBuffer): Chunk | undefined {
  if (data.byteLength <= HEADER_BYTES || data.byteLength > HEADER_BYTES + CHUNK_BYTES) return undefined;
  const header = new DataView(data);
  return {
    number: header.getUint32(0),
    offset: Number(header.getBigUint64(4)),
    bytes: new Uint8Array(data, HEADER_BYTES),
  };
}
