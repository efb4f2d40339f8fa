import { FakeTrack } from './fakeMedia';
import { FakePeerConnection } from './fakePeerConnection';

export class FakeDataChannel {
  readyState = 'connecting';
  readonly sent: string[] = [];
  readonly sentFiles: ArrayBuffer[] = [];
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onbufferedamountlow: (() => void) | null = null;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;

  open(): void {
    this.readyState = 'open';
    this.onopen?.();
  }

  send(data: string | ArrayBuffer): void {
    if (typeof data === 'string') this.sent.push(data);
    else this.sentFiles.push(data);
  }

  close(): void {
    this.readyState = 'closed';
  }
}

class FakeTransceiver {
  mid: string | null = null;
  direction: RTCRtpTransceiverDirection;
  currentDirection: RTCRtpTransceiverDirection | null = null;
  codecs: readonly RTCRtpCodec[] = [];
  readonly receiver: { track: FakeTrack; level: number; getSynchronizationSources(): object[] };
  readonly sender = {
    track: null as unknown,
    replaceTrack: async (track: unknown) => {
      this.sender.track = track;
    },
    setStreams: () => undefined,
    encoding: {} as RTCRtpEncodingParameters,
    getParameters: () => ({ encodings: [{ ...this.sender.encoding }] }),
    keyFrames: 0,
    preference: undefined as string | undefined,
    setParameters: async (
      {
        encodings: [encoding = {}],
        degradationPreference,
      }: { encodings: RTCRtpEncodingParameters[]; degradationPreference?: string },
      options?: { encodingOptions: { keyFrame: boolean }[] },
    ) => {
      this.sender.encoding = encoding;
      this.sender.preference = degradationPreference;
      if (options?.encodingOptions[0]?.keyFrame) this.sender.keyFrames += 1;
    },
  };

  constructor(kind: string, track: unknown, { direction = 'sendrecv', sendEncodings }: RTCRtpTransceiverInit) {
    this.direction = direction;
    this.sender.encoding = sendEncodings?.[0] ?? {};
    let timestamp = 0;
    this.receiver = {
      track: new FakeTrack(kind),
      level: 0,
      getSynchronizationSources() {
        timestamp += 1;
        return [{ audioLevel: this.level, timestamp }];
      },
    };
    this.sender.track = track;
  }

  setCodecPreferences(codecs: readonly RTCRtpCodec[]): void {
    this.codecs = codecs;
  }

  stop(): void {
    this.direction = 'stopped';
  }
}

/** As much of RTCPeerConnection as the client touches, with the network in the hands of the test. */
export class FakeRtc extends FakePeerConnection {
  connectionState: RTCPeerConnectionState = 'new';
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: null }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: FakeTrack }) => void) | null = null;
  readonly channel = new FakeDataChannel();
  readonly fileChannel = new FakeDataChannel();
  readonly transceivers: FakeTransceiver[] = [];
  configuration: RTCConfiguration;
  relayed = false;
  bytesReceived = 0;
  responsesReceived = 0;
  availableOutgoingBitrate = 5_000_000;
  /** More rows of the statistics. */
  rows: readonly { id: string; [member: string]: unknown }[] = [];

  constructor(configuration: RTCConfiguration, name = 'fake') {
    super(name);
    this.configuration = configuration;
  }

  addTransceiver(trackOrKind: FakeTrack | string, init: RTCRtpTransceiverInit = {}): void {
    const kind = typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind;
    this.transceivers.push(new FakeTransceiver(kind, typeof trackOrKind === 'string' ? null : trackOrKind, init));
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  getSenders() {
    return this.transceivers.map(({ sender }) => sender);
  }

  getReceivers() {
    return this.transceivers.map(({ receiver }) => receiver);
  }

  createDataChannel(label: string): FakeDataChannel {
    return label === 'tincan-files' ? this.fileChannel : this.channel;
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  close(): void {
    this.connectionState = 'closed';
  }

  async getStats(): Promise<Map<string, object>> {
    return new Map<string, object>([
      ['t', { type: 'transport', selectedCandidatePairId: 'p', bytesReceived: this.bytesReceived }],
      [
        'p',
        {
          type: 'candidate-pair',
          id: 'p',
          localCandidateId: 'l',
          remoteCandidateId: 'r',
          responsesReceived: this.responsesReceived,
          availableOutgoingBitrate: this.availableOutgoingBitrate,
        },
      ],
      ['l', { type: 'local-candidate', candidateType: this.relayed ? 'relay' : 'host' }],
      ['r', { type: 'remote-candidate', candidateType: 'host' }],
      ...this.rows.map((row) => [row.id, row] as const),
    ]);
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    if (state === 'connected') for (const { receiver } of this.transceivers) this.ontrack?.(receiver);
    this.onconnectionstatechange?.();
  }
}
