import type { CaptureOutcome } from '../call/events';
import type { DeviceFailure, DeviceKind } from '../call/state';
import type { ChoiceKind, DeviceChoice, DeviceResult } from '../media/devices';
import type { Meter } from '../media/meter';
import type { LocalTracks } from '../media/peer';
import type { Environment } from './environment';
import type { Heard } from './hearing';

export interface LocalMedia {
  /** For the own tile and the preview. */
  video: MediaStream | undefined;
  choices: Record<ChoiceKind, readonly DeviceChoice[]>;
  /** By their ids: what is open, or else what is to be. */
  chosen: Record<ChoiceKind, string | undefined>;
}

export const NO_MEDIA: LocalMedia = {
  video: undefined,
  choices: { audio: [], video: [], speaker: [] },
  chosen: { audio: undefined, video: undefined, speaker: undefined },
};

const KINDS = ['audio', 'video'] as const;

type Outcomes = Partial<Record<DeviceKind, CaptureOutcome>>;
/** `refused`: the one that was wanted could not be opened, so it is the one before it again. */
type Result = DeviceResult & { refused?: DeviceFailure };
type Found = Partial<Record<DeviceKind, Result>>;

interface Hooks {
  tracks(tracks: LocalTracks): void;
  changed(media: LocalMedia): void;
  ended(device: DeviceKind, lost: DeviceChoice): void;
  listed(choices: LocalMedia['choices']): void;
}

/** The open camera and microphone of this page. */
export class Capture {
  readonly #environment: Environment;
  readonly #hooks: Hooks;
  #tracks: LocalTracks = { audio: null, video: null };
  #media = NO_MEDIA;
  #generation = 0;
  #asked = 0;
  /** The last time each kind was asked for; who asks again meanwhile wants only the later answer. */
  readonly #latest: Record<DeviceKind, number> = { audio: 0, video: 0 };
  /** A microphone is silent from its first sample until somebody says otherwise. */
  #microphoneEnabled = false;
  #meter: Pick<Meter, 'level' | 'silent' | 'close'> | undefined;

  constructor(environment: Environment, hooks: Hooks) {
    this.#environment = environment;
    this.#hooks = hooks;
  }

  /** @param id of the one device to open, in place of what is remembered */
  async open(audio: boolean, video: boolean, id?: string): Promise<Outcomes | undefined> {
    const { microphoneId = id, cameraId = id } = id === undefined ? this.#environment.preferences.read() : {};
    const before = video ? this.#tracks.video?.getSettings().deviceId : undefined;
    // Many systems let one program open a device once; the old track has to go first.
    if (video) this.#replace('video', null);
    const { devices } = this.#environment;
    return this.#takeLatest({ audio, video }, async () => {
      const opened = await devices.open({ audio, video, microphoneId, cameraId });
      if (before === undefined || opened.video?.ok !== false) return opened;
      const again = await devices.open({ audio: false, video: true, cameraId: before });
      return again.video?.ok ? { ...opened, video: { ...again.video, refused: opened.video.failure } } : opened;
    });
  }

  /** Opens any other device in place of one that is gone. */
  async openAnother(kind: DeviceKind, lost: string): Promise<Outcomes | undefined> {
    const { devices } = this.#environment;
    const wish = { audio: kind === 'audio', video: kind === 'video' };
    return this.#takeLatest(wish, async () => ({ [kind]: await devices.openAnother(kind, lost) }));
  }

  async #takeLatest(wish: Record<DeviceKind, boolean>, open: () => Promise<Found>): Promise<Outcomes | undefined> {
    const generation = this.#generation;
    const asked = ++this.#asked;
    for (const kind of KINDS) if (wish[kind]) this.#latest[kind] = asked;
    const opened = await open();
    if (generation !== this.#generation) {
      for (const result of Object.values(opened)) if (result.ok) result.track.stop();
      return undefined;
    }
    const outcome: Outcomes = {};
    for (const kind of KINDS) {
      const result = opened[kind];
      if (result === undefined) continue;
      if (this.#latest[kind] === asked) outcome[kind] = this.#take(kind, result);
      else if (result.ok) result.track.stop();
    }
    if (Object.keys(outcome).length === 0) return undefined;
    this.#publish();
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
    this.#media = { ...this.#media, choices, chosen: this.#chosen() };
    this.#hooks.changed(this.#media);
    this.#hooks.listed(choices);
  }

  /** The level of the microphone now, 0 to 1. */
  level(): number {
    const { audio } = this.#tracks;
    return audio?.enabled ? (this.hear()?.level ?? 0) : 0;
  }

  /** What the microphone hears now, muted or not. */
  hear(): Heard | undefined {
    const { audio } = this.#tracks;
    if (audio === null) return undefined;
    this.#meter ??= this.#environment.createMeter(audio);
    return { level: this.#meter.level(), silent: this.#meter.silent() };
  }

  stopMeter(): void {
    this.#meter?.close();
    this.#meter = undefined;
  }

  #take(kind: DeviceKind, result: Result): CaptureOutcome {
    // What could not be opened does not take away what still works.
    if (!result.ok) return { ...result, ...(this.#tracks[kind] === null ? {} : { kept: true }) };
    const { track } = result;
    if (kind === 'audio') track.enabled = this.#microphoneEnabled;
    this.#replace(kind, track);
    track.addEventListener('ended', () => {
      if (this.#tracks[kind] !== track) return;
      this.#replace(kind, null);
      this.#publish();
      this.#hooks.ended(kind, this.#named(kind, track));
    });
    if (result.refused !== undefined) return { ok: false, failure: result.refused, kept: true };
    return { ok: true, device: this.#named(kind, track) };
  }

  #replace(kind: DeviceKind, track: MediaStreamTrack | null): void {
    const old = this.#tracks[kind];
    this.#tracks = { ...this.#tracks, [kind]: track };
    old?.stop();
    if (kind === 'audio') this.stopMeter();
  }

  #publish(): void {
    const { video } = this.#tracks;
    const same = video !== null && this.#media.video?.getVideoTracks()[0] === video;
    this.#media = {
      ...this.#media,
      video: same ? this.#media.video : video === null ? undefined : new MediaStream([video]),
      chosen: this.#chosen(),
    };
    this.#hooks.tracks(this.#tracks);
    this.#hooks.changed(this.#media);
  }

  /** As the list of choices names it, where it does. */
  #named(kind: DeviceKind, track: MediaStreamTrack): DeviceChoice {
    const id = track.getSettings().deviceId ?? '';
    return this.#media.choices[kind].find((choice) => choice.id === id) ?? { id, label: track.label };
  }

  #chosen(): LocalMedia['chosen'] {
    const { audio, video } = this.#tracks;
    const { microphoneId, cameraId, speakerId } = this.#environment.preferences.read();
    return {
      audio: audio?.getSettings().deviceId ?? microphoneId,
      video: video?.getSettings().deviceId ?? cameraId,
      speaker: speakerId,
    };
  }
}
