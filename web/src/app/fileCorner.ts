import type { FileView } from '../call/files';
import type { FileDesk, FileDeskHooks } from '../files/fileDesk';
import type { ParticipantId } from '../protocol/messages';
import { download } from './download';
import type { Environment } from './environment';

interface Hooks {
  channel: FileDeskHooks['channel'];
  changed(id: ParticipantId, file: FileView, at: number): void;
}

/** What has to do with files is loaded when there is a first one; until then, and afterwards, things happen in order. */
export class FileCorner {
  readonly #environment: Environment;
  readonly #hooks: Hooks;
  #desk: Promise<FileDesk> | undefined;

  constructor(environment: Environment, hooks: Hooks) {
    this.#environment = environment;
    this.#hooks = hooks;
  }

  use(act: (desk: FileDesk) => void): void {
    this.#desk ??= this.#load();
    this.ifUsed(act);
  }

  ifUsed(act: (desk: FileDesk) => void): void {
    // The part may be out of reach while the server is; the next attempt loads it again.
    this.#desk?.then(act, () => {
      this.#desk = undefined;
    });
  }

  close(): void {
    this.ifUsed((desk) => desk.close());
  }

  async #load(): Promise<FileDesk> {
    const [{ FileDesk }, { browserStores }] = await Promise.all([
      import('../files/fileDesk'),
      import('../files/stores'),
    ]);
    const { wallClock, randomId, clock } = this.#environment;
    return new FileDesk(browserStores(wallClock(), randomId), {
      channel: this.#hooks.channel,
      changed: (id, file) => this.#hooks.changed(id, file, wallClock()),
      download,
      now: () => clock.now(),
      randomId,
    });
  }
}
