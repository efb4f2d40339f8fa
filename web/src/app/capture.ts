import type { CaptureOutcome } from '../call/events';
import type { DeviceKind } from '../call/state';
import type { DeviceChoice, DeviceResult } from '../media/devices';
import { Meter } from '../media/meter';
import type { LocalTracks } from '../media/peer';
import type { Environment } from './environment';

export interface LocalMedia {
  /** For the own tile and the preview. */
  video: MediaStream | undefined;
  choices: Record<DeviceKind, readonly DeviceChoice[]>;
  chosen: Record<DeviceKind, string | undefined>;
}

export const NO_MEDIA: LocalMedia = {
  video: undefined,
  choices: { audio: [], video: [] },
  chosen: { audio: undefined, video: undefined },
};

interface Hooks {
  tracks(tracks: LocalTracks): void;
  changed(media: LocalMedia): void;
  ended(device: DeviceKind): void;
}

/** The open camera and microphone of this page. */
export class Capture {
  readonly #environment: Environment;
  readonly #hooks: Hooks;
  #tracks: LocalTracks = { audio: null, video: null };
  #media = NO_MEDIA;
  #generation = 0;
  /** A microphone is silent from its first sample until somebody says otherwise. */
  #microphoneEnabled = false;
  #meter: Meter | undefined;

  constructor(environment: Environment, hooks: Hooks) {
    this.#environment = environment;
    this.#hooks = hooks;
  }

  async open(audio: boolean, video: boolean): Promise<Partial<Record<DeviceKind, CaptureOutcome>> | undefined> {
    const generation = this.#generation;
    const { microphoneId, cameraId } = this.#environment.preferences.read();
    // Many systems let one program open a device once; the old track has to go first.
    if (video) this.#replace('video', null);
    const opened = await this.#environment.devices.open({ audio, video, microphoneId, cameraId });
    if (generation !== this.#generation) {
      for (const result of Object.values(opened)) if (result.ok) result.track.stop();
      return undefined;
    }
    const outcome: Partial<Record<DeviceKind, CaptureOutcome>> = {};
    for (const kind of ['audio', 'video'] as const) {
      const result = opened[kind];
      if (result !== undefined) outcome[kind] = this.#take(kind, result);
    }
    this.#publish();
    void this.refreshChoices();
    return outcome;
  }

  /** Holds for the microphone that is open and for those opened later, from their first sample. */
  setMicrophone(enabled: boolean): void {
    this.#microphoneEnabled = enabled;
    if (this.#tracks.audio !== null) this.#tracks.audio.enabled = enabled;
  }

  closeCamera(): void {
    this.#replace('video', null);
    this.#publish();
  }

  closeAll(): void {
    this.#generation += 1;
    this.#replace('video', null);
    this.#replace('audio', null);
    this.#publish();
  }

  async refreshChoices(): Promise<void> {
    const choices = await this.#environment.devices.list();
    this.#media = { ...this.#media, choices };
    this.#hooks.changed(this.#media);
  }

  /** The level of the microphone now, 0 to 1. */
  level(): number {
    const { audio } = this.#tracks;
    if (audio === null || !audio.enabled) return 0;
    this.#meter ??= new Meter(audio);
    return this.#meter.level();
  }

  stopMeter(): void {
    this.#meter?.close();
    this.#meter = undefined;
  }

  #take(kind: DeviceKind, result: DeviceResult): CaptureOutcome {
    if (!result.ok) {
      this.#replace(kind, null);
      return { ok: false, failure: result.failure };
    }
    const { track } = result;
    if (kind === 'audio') track.enabled = this.#microphoneEnabled;
    this.#replace(kind, track);
    track.addEventListener('ended', () => {
      if (this.#tracks[kind] !== track) return;
      this.#replace(kind, null);
      this.#publish();
      this.#hooks.ended(kind);
    });
    return { ok: true };
  }

  #replace(kind: DeviceKind, track: MediaStreamTrack | null): void {
    const old = this.#tracks[kind];
    this.#tracks = { ...this.#tracks, [kind]: track };
    old?.stop();
    if (kind === 'audio') this.stopMeter();
  }

  #publish(): void {
    const { audio, video } = this.#tracks;
    const same = video !== null && this.#media.video?.getVideoTracks()[0] === video;
    this.#media = {
      ...this.#media,
      video: same ? this.#media.video : video === null ? undefined : new MediaStream([video]),
      chosen: { audio: audio?.getSettings().deviceId, video: video?.getSettings().deviceId },
    };
    this.#hooks.tracks(this.#tracks);
    this.#hooks.changed(this.#media);
  }
}
