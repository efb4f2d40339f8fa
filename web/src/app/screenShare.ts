import type { ShareOutcome } from '../call/events';
import type { ShareContent } from '../call/state';
import { type LocalTracks, NO_TRACKS } from '../media/peer';
import type { Environment } from './environment';

interface Hooks {
  tracks(tracks: LocalTracks): void;
  /** By the browser's own button, or because the window was closed. */
  ended(): void;
}

/** The screen that this page shows to the others. */
export class ScreenShare {
  readonly #environment: Environment;
  readonly #hooks: Hooks;
  #tracks = NO_TRACKS;
  #generation = 0;

  constructor(environment: Environment, hooks: Hooks) {
    this.#environment = environment;
    this.#hooks = hooks;
  }

  /** Undefined when nobody wants to know any more. */
  async open(content: ShareContent): Promise<ShareOutcome | undefined> {
    const generation = this.#generation;
    const opened = await this.#environment.screens.open();
    if (generation !== this.#generation) {
      if (opened.ok) stop(opened.tracks);
      return undefined;
    }
    if (!opened.ok) return opened.why;
    const { tracks } = opened;
    this.#tracks = tracks;
    hint(tracks, content);
    tracks.video?.addEventListener('ended', () => {
      if (this.#tracks === tracks) this.#hooks.ended();
    });
    this.#hooks.tracks(tracks);
    return 'shared';
  }

  /** While it is shown: what is sent from now on suits this. */
  setContent(content: ShareContent): void {
    hint(this.#tracks, content);
    this.#hooks.tracks(this.#tracks);
  }

  close(): void {
    this.#generation += 1;
    const tracks = this.#tracks;
    this.#tracks = NO_TRACKS;
    this.#hooks.tracks(NO_TRACKS);
    stop(tracks);
  }
}

function hint({ video }: LocalTracks, content: ShareContent): void {
  if (video !== null) video.contentHint = content;
}

function stop({ audio, video }: LocalTracks): void {
  audio?.stop();
  video?.stop();
}
