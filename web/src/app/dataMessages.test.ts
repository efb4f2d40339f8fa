import { describe, expect, it } from 'vitest';
import { type DataMessage, decodeDataMessage, encodeDataMessage } from './dataMessages';

const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' };

describe('messages over the data channel', () => {
  it.each<DataMessage>([
    { type: 'chat', id: '1', text: 'hi', writtenAt: 5 },
    { type: 'chatReceived', id: '1' },
    { type: 'chatWanted' },
    { type: 'chatHistory', lines: [{ id: '1', from: 'p', name: 'Ana', text: 'hi', age: 5 }] },
    { type: 'participant', id: 'p' },
    { type: 'signal', signal: { type: 'createOffer', body: { sdp: 'v=0', offerId: 'o' } } },
    { type: 'signal', signal: { type: 'createAnswer', body: { sdp: 'v=0', offerId: 'o' } } },
    { type: 'signal', signal: { type: 'addIceCandidate', body: candidate } },
    { type: 'wake' },
    { type: 'network', state: 'weak' },
    { type: 'hand', raised: true, age: 1200 },
    { type: 'reaction', emoji: '👏' },
  ])('understands %o', (message) => {
    expect(decodeDataMessage(encodeDataMessage(message))).toEqual(message);
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['a type of a newer client', '{"type":"dance"}'],
    ['a signal that is none', '{"type":"signal","signal":{"type":"joinCall","body":{}}}'],
    ['S75: a state of a network that there is not', '{"type":"network","state":"great"}'],
    ['an empty line', '{"type":"chat","id":"1","text":"","writtenAt":1}'],
    [
      'a history without end',
      JSON.stringify({
        type: 'chatHistory',
        lines: Array.from({ length: 101 }, () => ({ id: '1', from: 'p', name: 'Ana', text: 'hi', age: 5 })),
      }),
    ],
    ['S64: a view of no size', '{"type":"view","width":-1,"height":1}'],
    ['a hand from the future', '{"type":"hand","raised":true,"age":-1}'],
    ['a hand older than any call', JSON.stringify({ type: 'hand', raised: true, age: 1e12 })],
    ['S70: a reaction that is not one of the few', '{"type":"reaction","emoji":"<b>boo</b>"}'],
    ['an id without end', JSON.stringify({ type: 'chatReceived', id: 'x'.repeat(65) })],
    [
      'more than a frame to the server may hold',
      JSON.stringify({
        type: 'signal',
        signal: { type: 'createOffer', body: { sdp: 'x'.repeat(65_536), offerId: '' } },
      }),
    ],
  ])('ignores %s', (_, text) => {
    expect(decodeDataMessage(text)).toBeUndefined();
  });
});
