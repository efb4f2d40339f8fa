/** A track and a stream without media. */
export class FakeTrack extends EventTarget {
  enabled = true;
  stopped = false;
  contentHint = '';
  readonly kind: string;
  readonly label: string;
  readonly #deviceId: string;

  constructor(kind: string, deviceId = `${kind}-1`, label = '') {
    super();
    this.kind = kind;
    this.#deviceId = deviceId;
    this.label = label;
  }

  stop(): void {
    this.stopped = true;
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.#deviceId, height: 720, width: 1280 };
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
  plugged = [
    { kind: 'audioinput', deviceId: 'audio-1', label: 'Desk microphone' },
    { kind: 'audioinput', deviceId: 'audio-2', label: 'Headset' },
    { kind: 'videoinput', deviceId: 'video-1', label: 'Desk camera' },
    { kind: 'videoinput', deviceId: 'video-2', label: 'Door camera' },
  ];

  readonly #listeners = new Set<() => void>();
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
      const opened = kinds.map((kind) => this.#open(kind, constraints[kind]));
      this.tracks.push(...opened);
      return new FakeMediaStream(opened);
    },
    enumerateDevices: async () => this.plugged,
    addEventListener: (_: 'devicechange', listener: () => void) => void this.#listeners.add(listener),
    removeEventListener: (_: 'devicechange', listener: () => void) => void this.#listeners.delete(listener),
    getDisplayMedia: async () => {
      if (this.screenFailure !== undefined) throw new DOMException(this.screenFailure, this.screenFailure);
      const screen = new FakeTrack('video');
      this.screens.push(screen);
      return new FakeMediaStream([screen]);
    },
  };

  readonly permissions = { query: async () => ({ state: this.permission }) };

  unplug(label: string): void {
    this.plugged = this.plugged.filter((device) => device.label !== label);
    for (const track of this.tracks) {
      if (track.label === label && !track.stopped) track.dispatchEvent(new Event('ended'));
    }
    for (const listener of this.#listeners) listener();
  }

  plug(device: (typeof this.plugged)[number]): void {
    this.plugged = [...this.plugged, device];
    for (const listener of this.#listeners) listener();
  }

  #open(kind: 'audio' | 'video', constraints: boolean | MediaTrackConstraints | undefined): FakeTrack {
    const wanted = typeof constraints === 'object' ? (constraints.deviceId as ConstrainDOMStringParameters) : undefined;
    const ofKind = this.plugged.filter((device) => device.kind === `${kind}input`);
    // As Chromium does when the first one fits the other constraints better.
    const found = wanted?.exact === undefined ? ofKind[0] : ofKind.find(({ deviceId }) => deviceId === wanted.exact);
    if (found === undefined) throw new DOMException('', 'NotFoundError');
    return new FakeTrack(kind, found.deviceId, found.label);
  }
}
