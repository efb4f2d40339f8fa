import type { CallController } from '../../app/callController';
import type { Stage } from '../../call/state';
import { Button } from '../Button';
import { Dialog } from '../Dialog';
import { useStore } from '../hooks';
import { strings } from '../strings';
import css from './HostLayer.module.css';
import { WaitingList } from './WaitingList';

interface Props {
  controller: CallController;
  call: Extract<Stage, { at: 'in-call' }>;
}

/** What only hosts see over the call: who wants to come in, and the question before somebody is taken out. */
export default function HostLayer({ controller, call }: Props) {
  const question = useStore(controller.question);
  const words = strings.host;
  return (
    <>
      <WaitingList controller={controller} waiting={call.waiting} />
      {question !== undefined && (
        <Dialog
          heading={words.question(question.name, question.block)}
          close={() => controller.question.set(undefined)}
        >
          <p>{question.block ? words.blockHint : words.removeHint}</p>
          <div className={css.answers}>
            <Button
              look="primary"
              onClick={(event) => {
                const { id, block } = question;
                event.currentTarget.closest('dialog')?.close();
                const act = { type: 'removeParticipant', body: { participant: id, block } } as const;
                controller.dispatch({ type: 'host-acted', act });
              }}
            >
              {question.block ? words.block : words.remove}
            </Button>
            <Button onClick={(event) => event.currentTarget.closest('dialog')?.close()}>{words.cancel}</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
