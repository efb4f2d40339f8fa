export type DeviceKind = 'audio' | 'video';
/** What people choose between: a speaker is not opened, only played on. */
export type ChoiceKind = DeviceKind | 'speaker';
/** Why a camera or microphone could not be opened. */
export type DeviceFailure = 'denied' | 'missing' | 'busy' | 'insecure' | 'other';
export type DeviceResult = { ok: true; track: MediaStreamTrack } | { ok: false; failure: DeviceFailure };
export interface DeviceChoice {
  id: string;
  label: string;
}
export interface DeviceWish {
  audio: boolean;
  video: boolean;
  microphoneId?: string | undefined;
  cameraId?: string | undefined;
}

export type Opened = Partial<Record<DeviceKind, DeviceResult>>;

/** Cameras and microphones of this browser. */
export class Devices {
  readonly #media: MediaDevices | undefined;
  readonly #permissions: Permissions | undefined;

  constructor(navigator: { mediaDevices?: MediaDevices; permissions?: Permissions }) {
    this.#media = navigator.mediaDevices;
    this.#permissions = navigator.permissions;
  }

  /** False on insecure origins: browsers hide the devices from them altogether. */
  get available(): boolean {
    return this.#media !== undefined;
  }

  /** Asks once for both, so that people see one question; takes what it can get when one of them fails. */
  async open(wish: DeviceWish): Promise<Opened> {
    if (this.#media === undefined) return failAll(wish, 'insecure');
    try {
      return results(await this.#media.getUserMedia(constraints(wish, await this.list())));
    } catch (error) {
      const failure = failureOf(error);
      if (!wish.audio || !wish.video) return failAll(wish, failure);
      if (failure === 'denied' && !(await this.#anyGranted())) return failAll(wish, failure);
      const audio = await this.open({ ...wish, video: false });
      const video = await this.open({ ...wish, audio: false });
      return { ...audio, ...video };
    }
  }

  /** Any other of its kind that opens, in the browser's order. */
  async openAnother(kind: DeviceKind, lost: string): Promise<DeviceResult> {
    let result: DeviceResult = { ok: false, failure: 'missing' };
    for (const { id } of (await this.list())[kind]) {
      if (id === lost) continue;
      const wish = { audio: kind === 'audio', video: kind === 'video', microphoneId: id, cameraId: id };
      result = (await this.open(wish))[kind] ?? result;
      if (result.ok || result.failure === 'denied') break;
    }
    return result;
  }

  /** The camera that looks away from the person where there is one, to read a code with. */
  async openRearCamera(): Promise<DeviceResult> {
    if (this.#media === undefined) return { ok: false, failure: 'insecure' };
    try {
      const video = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };
      const [track] = (await this.#media.getUserMedia({ video })).getVideoTracks();
      return track === undefined ? { ok: false, failure: 'missing' } : { ok: true, track };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  }

  /** Whether opening them would raise no question. */
  async granted(): Promise<boolean> {
    const [camera, microphone] = await Promise.all([this.#permission('camera'), this.#permission('microphone')]);
    return camera === 'granted' && microphone === 'granted';
  }

  async list(): Promise<Record<ChoiceKind, DeviceChoice[]>> {
    const all = (await this.#media?.enumerateDevices()) ?? [];
    const of = (kind: MediaDeviceKind) =>
      all
        .filter((device) => device.kind === kind && device.deviceId !== '')
        .map((device) => ({ id: device.deviceId, label: device.label }));
    const speakers = 'setSinkId' in HTMLMediaElement.prototype;
    return { audio: of('audioinput'), video: of('videoinput'), speaker: speakers ? of('audiooutput') : [] };
  }

  onChange(listener: () => void): () => void {
    this.#media?.addEventListener('devicechange', listener);
    return () => this.#media?.removeEventListener('devicechange', listener);
  }

  async #anyGranted(): Promise<boolean> {
    const states = await Promise.all([this.#permission('camera'), this.#permission('microphone')]);
    return states.includes('granted');
  }

  async #permission(name: 'camera' | 'microphone'): Promise<PermissionState | 'unknown'> {
    try {
      return (await this.#permissions?.query({ name: name as PermissionName }))?.state ?? 'unknown';
    } catch {
      // Browsers that do not know the name throw.
      return 'unknown';
    }
  }
}

function constraints(
  { audio, video, microphoneId, cameraId }: DeviceWish,
  listed: Record<DeviceKind, readonly DeviceChoice[]>,
): MediaStreamConstraints {
  return {
    audio: audio && {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ...(microphoneId ? { deviceId: chosen(microphoneId, listed.audio) } : {}),
    },
    video: video && {
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30 },
      ...(cameraId ? { deviceId: chosen(cameraId, listed.video) } : { facingMode: 'user' }),
    },
  };
}

/**
 * An ideal device yields to another one that fits the other wishes better, so one that is there is asked for by name.
 * Before people have allowed it, browsers do not say which ones are there.
 */
function chosen(id: string, listed: readonly DeviceChoice[]): ConstrainDOMStringParameters {
  return listed.some((device) => device.id === id) ? { exact: id } : { ideal: id };
}

function results(stream: MediaStream): Opened {
  const opened: Opened = {};
  for (const track of stream.getTracks()) {
    if (track.kind === 'video') track.contentHint = 'motion';
    opened[track.kind as DeviceKind] = { ok: true, track };
  }
  return opened;
}

function failAll(wish: DeviceWish, failure: DeviceFailure): Opened {
  return {
    ...(wish.audio ? { audio: { ok: false, failure } } : {}),
    ...(wish.video ? { video: { ok: false, failure } } : {}),
  };
}

function failureOf(error: unknown): DeviceFailure {
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'other';
  }
}
