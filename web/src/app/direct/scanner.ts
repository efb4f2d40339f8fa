import { QrReader } from '../../media/qrReader';
import type { CallController } from '../callController';
import type { Environment } from '../environment';
import { Store } from '../store';

export type ScanState = { at: 'opening' } | { at: 'looking'; stream: MediaStream } | { at: 'failed' };

/** Slow enough for a phone to stay cool, fast enough that nobody waits. */
const LOOK_EVERY_MILLIS = 120;

/** Looks for a QR code through the camera, the one at the back where there are two. */
export class Scanner {
  readonly #environment: Environment;
  readonly #controller: CallController;
  readonly #found: (text: string) => void;
  readonly #store = new Store<ScanState>({ at: 'opening' });
  readonly #reader = new QrReader();
  readonly #cameraWasOn: boolean;
  #video: HTMLVideoElement | undefined;
  #cancelLook: (() => void) | undefined;
  #closed = false;

  constructor(environment: Environment, controller: CallController, found: (text: string) => void) {
    this.#environment = environment;
    this.#controller = controller;
    this.#found = found;
    // Phones open one camera at a time.
    this.#cameraWasOn = controller.get().state.local.capture.video.at === 'on';
    if (this.#cameraWasOn) controller.dispatch({ type: 'camera-toggled' });
    void this.#open();
  }

  get = (): ScanState => this.#store.get();
  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** The element that shows the stream is where the frames are taken from. */
  attached = (video: HTMLVideoElement): void => {
    this.#video = video;
  };

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelLook?.();
    const state = this.#store.get();
    if (state.at === 'looking') for (const track of state.stream.getTracks()) track.stop();
    if (this.#cameraWasOn) this.#controller.dispatch({ type: 'camera-toggled' });
  }

  async #open(): Promise<void> {
    const opened = await this.#environment.devices.openRearCamera();
    if (this.#closed) {
      if (opened.ok) opened.track.stop();
    } else if (opened.ok) {
      this.#store.set({ at: 'looking', stream: new MediaStream([opened.track]) });
      this.#lookSoon();
    } else {
      this.#store.set({ at: 'failed' });
    }
  }

  #lookSoon(): void {
    this.#cancelLook = this.#environment.clock.after(LOOK_EVERY_MILLIS, () => void this.#look());
  }

  async #look(): Promise<void> {
    const text = this.#video === undefined ? undefined : await this.#reader.readFrame(this.#video);
    if (this.#closed) return;
    if (text === undefined) this.#lookSoon();
    else this.#found(text);
  }
}

/** Undefined when there is no code to be read in the picture. */
export function readQrFile(file: Blob): Promise<string | undefined> {
  return new QrReader().readFile(file);
}
