import { useId } from 'react';
import type { RecordCorner } from '../app/recordCorner';
import type { Remote } from '../call/state';
import type { RecordView } from '../record/recordDesk';
import { Button } from './Button';
import { Dialog } from './Dialog';
import css from './RecordDialog.module.css';
import { words } from './recordWords';
import { strings } from './strings';

interface Props {
  record: RecordCorner;
  view: RecordView;
  remotes: readonly Remote[];
  close(): void;
}

export function RecordDialog({ record, view, remotes, close }: Props) {
  const id = useId();
  return (
    <Dialog heading={strings.record.heading} close={close}>
      <p>{words.hint}</p>
      <Button look="primary" onClick={record.save}>
        {strings.record.save}
      </Button>
      {remotes.length > 0 && (
        <section className={css.others} aria-labelledby={id}>
          <h3 id={id}>{words.bothSides}</h3>
          <p>{words.bothSidesHint}</p>
          <ul>
            {remotes.map(({ place, participant: { name }, channelOpen }) => {
              const asked = view.asked.get(place);
              const waiting = asked === 'asked' || asked === 'coming';
              return (
                <li key={place}>
                  <Button disabled={waiting || !channelOpen} onClick={() => record.ask(place)}>
                    {words.ask(name)}
                  </Button>
                  <span role="status">{asked !== undefined && words.asked[asked](name)}</span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </Dialog>
  );
}
