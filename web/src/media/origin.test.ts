import { describe, expect, it } from 'vitest';
import { isOlder, originOf } from './origin';

const sdp = (session: string, version: number) => `v=0\r\no=- ${session} ${version} IN IP4 127.0.0.1\r\ns=-\r\n`;

describe('the o= line', () => {
  it('names the connection and counts its descriptions', () => {
    expect(originOf(sdp('4611732', 2))).toEqual({ session: '4611732', version: 2 });
    expect(originOf('')).toEqual({ session: '', version: 0 });
  });

  it('tells older descriptions of one connection from newer ones', () => {
    expect(isOlder(sdp('a', 1), sdp('a', 2))).toBe(true);
    expect(isOlder(sdp('a', 2), sdp('a', 2))).toBe(false);
    expect(isOlder(sdp('a', 1), sdp('b', 2))).toBe(false);
  });
});
