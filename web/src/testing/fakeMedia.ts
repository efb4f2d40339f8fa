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

  getAudioTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === 'audio');
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
  /** Screens that were opened, and the name of the DOMException when the next one fails. */
  readonly screens: FakeTrack[] = [];
  screenFailure: string | undefined;

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
    getDisplayMedia: async () => {
      if (this.screenFailure !== undefined) throw new DOMException(this.screenFailure, this.screenFailure);
      const screen = new FakeTrack('video');
      this.screens.push(screen);
      return new FakeMediaStream([screen]);
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
