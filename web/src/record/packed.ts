import { PART_CHARACTERS_MAX, PARTS_MAX } from './messages';

/** More than the largest record has. */
export const UNPACKED_BYTES_MAX = 8_000_000;

/** The text compressed, in parts that fit into messages. */
export async function pack(text: string): Promise<string[]> {
  const bytes = await collected(streamOf(text).pipeThrough(new CompressionStream('gzip')));
  const characters = btoa(Array.from(bytes ?? [], (byte) => String.fromCharCode(byte)).join(''));
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at += PART_CHARACTERS_MAX)
    parts.push(characters.slice(at, at + PART_CHARACTERS_MAX));
  return parts.slice(0, PARTS_MAX);
}

/** Undefined for what was not packed, or is larger than anything that should be. */
export async function unpack(parts: readonly string[]): Promise<string | undefined> {
  try {
    const bytes = Uint8Array.from(atob(parts.join('')), (character) => character.charCodeAt(0));
    const unpacked = await collected(streamOf(bytes).pipeThrough(new DecompressionStream('gzip')));
    return unpacked && new TextDecoder().decode(unpacked);
  } catch {
    return undefined;
  }
}

function streamOf(content: BlobPart): ReadableStream<BufferSource> {
  return new Blob([content]).stream();
}

async function collected(stream: ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    chunks.push(new Uint8Array(value));
    size += value.length;
    if (size > UNPACKED_BYTES_MAX) {
      await reader.cancel();
      return undefined;
    }
  }
}
