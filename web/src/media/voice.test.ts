import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeRtc } from '../testing/fakeRtc';
import { voiceFirst, voiceTwice } from './voice';

const OPUS = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };
const RED = { mimeType: 'audio/red', clockRate: 48_000, channels: 2 };
const PCMU = { mimeType: 'audio/PCMU', clockRate: 8000 };

function voiceOf(codecs: readonly object[] | undefined) {
  if (codecs !== undefined) vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => ({ codecs }) });
  const connection = new FakeRtc({});
  for (const kind of ['audio', 'video', 'audio']) connection.addTransceiver(kind, { sendEncodings: [{}] });
  voiceTwice(connection as unknown as RTCPeerConnection);
  voiceFirst(connection as unknown as RTCPeerConnection);
  return connection.transceivers;
}

afterEach(() => vi.unstubAllGlobals());

describe('S68: voices', () => {
  it('are sent twice where the browser can', () => {
    expect(voiceOf([OPUS, RED, PCMU]).map(({ codecs }) => codecs)).toEqual([[RED, OPUS, PCMU], [], []]);
  });

  it.each([[[OPUS, PCMU]], [undefined]])('are left as they are where it cannot', (codecs) => {
    expect(voiceOf(codecs)[0]?.codecs).toEqual([]);
  });

  it('go before pictures', () => {
    expect(voiceOf([OPUS]).map(({ sender }) => sender.encoding)).toEqual([
      { priority: 'high', networkPriority: 'high' },
      {},
      {},
    ]);
  });
});
