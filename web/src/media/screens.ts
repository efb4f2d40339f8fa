import type { LocalTracks } from './peer';

export type ScreenOutcome = { ok: true; tracks: LocalTracks } | { ok: false; why: 'canceled' | 'failed' };

/** Of a screen more than this is not sent; smaller ones are sent as they are. */
const WIDTH_MAX = 2560;
const HEIGHT_MAX = 1600;

/** The newer members are in no type yet; browsers that do not know them ignore them. */
interface Wish extends DisplayMediaStreamOptions {
  selfBrowserSurface: 'include' | 'exclude';
  surfaceSwitching: 'include' | 'exclude';
  systemAudio: 'include' | 'exclude';
}

/** The screens, windows and tabs of this browser that people may show. */
export class Screens {
  readonly #media: MediaDevices | undefined;

  constructor(navigator: { mediaDevices?: MediaDevices }) {
    this.#media = navigator.mediaDevices;
  }

  /** False on phones, and on insecure origins. */
  get available(): boolean {
    return this.#media !== undefined && 'getDisplayMedia' in this.#media;
  }

  /** The browser asks what to show, each time. */
  async open(): Promise<ScreenOutcome> {
    const wish: Wish = {
      video: { width: { max: WIDTH_MAX }, height: { max: HEIGHT_MAX }, frameRate: { max: 30 } },
      audio: true,
      selfBrowserSurface: 'exclude',
      surfaceSwitching: 'include',
      // It holds the voices of the call: the others would hear themselves.
      systemAudio: 'exclude',
    };
    try {
      const stream = await this.#media?.getDisplayMedia(wish);
      const [video = null] = stream?.getVideoTracks() ?? [];
      const [audio = null] = stream?.getAudioTracks() ?? [];
      if (video === null) return { ok: false, why: 'failed' };
      return { ok: true, tracks: { audio, video } };
    } catch (error) {
      const canceled = error instanceof DOMException && error.name === 'NotAllowedError';
      return { ok: false, why: canceled ? 'canceled' : 'failed' };
    }
  }
}
