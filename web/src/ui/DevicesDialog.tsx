import type { CallController, CallSnapshot } from '../app/callController';
import { sentMedia } from '../call/state';
import { DevicePickers } from './DevicePickers';
import css from './DevicesDialog.module.css';
import { Dialog } from './Dialog';
import { LevelMeter } from './LevelMeter';
import { strings } from './strings';

interface Props {
  controller: CallController;
  snapshot: CallSnapshot;
  close(): void;
}

export function DevicesDialog({ controller, snapshot, close }: Props) {
  const words = strings.devices;
  return (
    <Dialog heading={words.heading} close={close}>
      <p>{words.hint}</p>
      <DevicePickers controller={controller} media={snapshot.local} speaker />
      <div className={css.level}>
        {sentMedia(snapshot.state.local).audio ? <LevelMeter controller={controller} /> : words.muted}
      </div>
      <p className={css.shortcuts}>{words.shortcuts}</p>
    </Dialog>
  );
}
