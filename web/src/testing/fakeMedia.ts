/** A track and a stream without media. */
export class FakeTrack extends EventTarget {
  enabled = true;
  stopped = false;
  contentHint = '';
  readonly kind: string;

  constructor(kind: string) {
    super();
    this.kind = kind;
  }

  stop(): void {
    this.stopped = true;
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: `${this.kind}-1`, height: 720, width: 1280 };
  }
}

export class FakeMediaStream {
  readonly #tracks: FakeTrack[];

  constructor(tracks: FakeTrack[] = []) {
    this.#tracks = tracks;
  }

  getTracks(): FakeTrack[] {
    return this.#tracks;
  }

  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === 'video');
  }
}

type Question = { audio: boolean; video: boolean };

/** `navigator` of a browser whose person, or system, answers as the test says. */
export class FakeNavigator {
  readonly tracks: FakeTrack[] = [];
  readonly questions: Question[] = [];
  /** The name of the DOMException for each kind; none: it opens. */
  failures: { audio?: string; video?: string } = {};
  permission: PermissionState = 'prompt';

  readonly mediaDevices = {
    getUserMedia: async (constraints: MediaStreamConstraints) => {
      const question = { audio: Boolean(constraints.audio), video: Boolean(constraints.video) };
      this.questions.push(question);
      const kinds = (['audio', 'video'] as const).filter((kind) => question[kind]);
      for (const kind of kinds) {
        const failure = this.failures[kind];
        if (failure !== undefined) throw new DOMException(failure, failure);
      }
      const opened = kinds.map((kind) => new FakeTrack(kind));
      this.tracks.push(...opened);
      return new FakeMediaStream(opened);
    },
    enumerateDevices: async () => [
      { kind: 'audioinput', deviceId: 'audio-1', label: 'Desk microphone' },
      { kind: 'videoinput', deviceId: 'video-1', label: 'Desk camera' },
    ],
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };

  readonly permissions = { query: async () => ({ state: this.permission }) };
}
