import type { FileView } from '../call/files';
import type { FileDesk, FileDeskHooks } from '../files/fileDesk';
import type { ParticipantId } from '../protocol/messages';
import { download } from './download';
import type { Environment } from './environment';
import { Later } from './later';

interface Hooks {
  channel: FileDeskHooks['channel'];
  changed(id: ParticipantId, file: FileView, at: number): void;
}

/** What has to do with files is loaded when there is a first one. */
export function fileCorner({ wallClock, randomId, clock }: Environment, { channel, changed }: Hooks): Later<FileDesk> {
  return new Later(async () => {
    const [{ FileDesk }, { browserStores }] = await Promise.all([
      import('../files/fileDesk'),
      import('../files/stores'),
    ]);
    return new FileDesk(browserStores(wallClock(), randomId), {
      channel,
      changed: (id, file) => changed(id, file, wallClock()),
      download,
      now: () => clock.now(),
      randomId,
    });
  });
}
