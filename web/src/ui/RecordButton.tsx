import { Activity } from 'lucide-react';
import { useState } from 'react';
import type { CallController } from '../app/callController';
import type { Stage } from '../call/state';
import { useStore } from './hooks';
import css from './RecordButton.module.css';
import { RecordDialog } from './RecordDialog';
import { RecordQuestion } from './RecordQuestion';
import { strings } from './strings';

interface Props {
  controller: CallController;
  call: Extract<Stage, { at: 'in-call' }>;
  /** False when the other side is another program. */
  both: boolean;
}

/** The way to the call record, and the question of somebody who asks for it. */
export function RecordButton({ controller, call, both }: Props) {
  const [open, setOpen] = useState(false);
  const { record } = controller;
  const view = useStore(record);
  const asker = call.remotes.find(({ place }) => view.questions.includes(place));
  return (
    <>
      <button
        type="button"
        className={css.button}
        aria-label={strings.record.heading}
        title={strings.record.heading}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Activity size={18} aria-hidden="true" />
      </button>
      {open && (
        <RecordDialog record={record} view={view} remotes={both ? call.remotes : []} close={() => setOpen(false)} />
      )}
      {asker !== undefined && <RecordQuestion key={asker.place} record={record} asker={asker} />}
    </>
  );
}
