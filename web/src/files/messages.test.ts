import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES } from './limits';
import { decodeChunk, decodeFileMessage, encodeChunk, encodeFileMessage, type FileMessage } from './messages';

const hash = 'ab'.repeat(32);

describe('messages about files', () => {
  it.each<FileMessage>([
    { type: 'offer', id: '1', number: 7, name: 'tea.png', size: 2 ** 40, mime: 'image/png' },
    { type: 'accept', id: '1', from: 5 },
    { type: 'have', id: '1', upTo: 5 },
    { type: 'pause', id: '1' },
    { type: 'resume', id: '1' },
    { type: 'end', id: '1', hash },
    { type: 'result', id: '1', intact: true },
    { type: 'cancel', id: '1' },
  ])('understands %o', (message) => {
    expect(decodeFileMessage(encodeFileMessage(message))).toEqual(message);
  });

  it.each([
    ['no JSON', 'nonsense'],
    [
      'a name without end',
      JSON.stringify({ type: 'offer', id: '1', number: 0, name: 'x'.repeat(256), size: 1, mime: '' }),
    ],
    ['a negative size', '{"type":"offer","id":"1","number":0,"name":"x","size":-1,"mime":""}'],
    ['half a byte', '{"type":"accept","id":"1","from":0.5}'],
    ['more bytes than can be counted', '{"type":"have","id":"1","upTo":9007199254740993}'],
  ])('ignores %s', (_, text) => {
    expect(decodeFileMessage(text)).toBeUndefined();
  });

  it('chunks say where they belong, beyond 4 GB too', () => {
    const chunk = { number: 3, offset: 2 ** 35 + 1, bytes: new Uint8Array([1, 2, 3]) };
    expect(decodeChunk(encodeChunk(chunk))).toEqual(chunk);
  });

  it('a chunk that is empty or too long is none', () => {
    expect(decodeChunk(new ArrayBuffer(12))).toBeUndefined();
    expect(decodeChunk(new ArrayBuffer(12 + CHUNK_BYTES + 1))).toBeUndefined();
  });
});
