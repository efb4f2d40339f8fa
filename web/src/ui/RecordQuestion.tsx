import { useId } from 'react';
import type { RecordCorner } from '../app/recordCorner';
import type { Remote } from '../call/state';
import { Button } from './Button';
import css from './RecordDialog.module.css';
import { words } from './recordWords';

/** It waits beside the call, which goes on, until it is answered. */
export function RecordQuestion({ record, asker }: { record: RecordCorner; asker: Remote }) {
  const id = useId();
  const answer = (share: boolean) => record.answer(asker.place, share);
  return (
    <section className={css.question} role="alertdialog" aria-labelledby={id} aria-describedby={`${id}why`}>
      <h2 id={id}>{words.question(asker.participant.name)}</h2>
      <p id={`${id}why`}>{words.questionHint}</p>
      <div className={css.answers}>
        <Button look="primary" onClick={() => answer(true)}>
          {words.share}
        </Button>
        <Button onClick={() => answer(false)}>{words.decline}</Button>
      </div>
    </section>
  );
}
