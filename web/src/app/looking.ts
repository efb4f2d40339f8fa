import type { View } from '../media/sending';
import { NOTHING, viewOf } from '../media/view';
import type { ParticipantId } from '../protocol/messages';
import type { Clock } from '../time/clock';

/** So nobody is told more than three times a second. */
const LOOK_EVERY_MILLIS = 400;

/** Tells the others how large this page shows their cameras (rule S64). */
export class Looking {
  readonly #clock: Clock;
  /** False when it could not be said. */
  readonly #tell: (to: ParticipantId, view: View) => boolean;
  readonly #videos = new Set<HTMLVideoElement>();
  readonly #told = new Map<ParticipantId, View>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, tell: (to: ParticipantId, view: View) => boolean) {
    this.#clock = clock;
    this.#tell = tell;
    document.addEventListener('visibilitychange', this.#look);
  }

  /** Of which participant it is, it says itself. */
  watch(video: HTMLVideoElement): void {
    this.#videos.add(video);
    this.#cancel ??= this.#clock.after(LOOK_EVERY_MILLIS, this.#look);
  }

  /** Another channel opened, and nobody knows what was said over the one before. */
  forget(id: ParticipantId): void {
    this.#told.delete(id);
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#look);
    this.#cancel?.();
    this.#videos.clear();
  }

  readonly #look = (): void => {
    this.#cancel?.();
    this.#cancel = undefined;
    const views = new Map<ParticipantId, View>([...this.#told.keys()].map((id) => [id, NOTHING]));
    for (const video of this.#videos) {
      const id = video.dataset.participant;
      if (!video.isConnected || id === undefined) {
        this.#videos.delete(video);
        continue;
      }
      const view = viewOf(video);
      if (view.width >= (views.get(id)?.width ?? 0)) views.set(id, view);
    }
    for (const [id, view] of views) this.#say(id, view);
    if (views.size > 0) this.#cancel = this.#clock.after(LOOK_EVERY_MILLIS, this.#look);
  };

  #say(id: ParticipantId, view: View): void {
    const told = this.#told.get(id);
    if (told !== undefined && told.width === view.width && told.height === view.height) return;
    if (this.#tell(id, view)) this.#told.set(id, view);
    else this.#told.delete(id);
  }
}
