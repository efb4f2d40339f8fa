import { useState } from 'react';
import { Button } from '../../ui/Button';
import type { AdminDesk } from '../desk';
import type { Log } from '../log';
import type { Delivery } from '../model';
import { answerWords, attemptWords, deliveryWords } from '../webhookWords';
import { agoWords } from '../words';
import css from './Deliveries.module.css';
import fold from './Fold.module.css';

/** So many at a time: the newest are what one looks for. */
const SHOWN = 10;

interface Props {
  desk: AdminDesk;
  log: Log;
  now: number;
}

export function Deliveries({ desk, log, now }: Props) {
  const [shown, setShown] = useState(SHOWN);
  const { webhook, deliveries, next } = log;
  if (deliveries === undefined) return <p className={css.soft}>Loading…</p>;
  const showMore = () => {
    setShown(shown + SHOWN);
    if (shown + SHOWN > deliveries.length) void desk.olderDeliveries();
  };
  return (
    <div className={css.deliveries}>
      <h3>Deliveries</h3>
      {deliveries.length === 0 && <p className={css.soft}>Nothing was sent yet.</p>}
      <ul>
        {deliveries.slice(0, shown).map((delivery) => (
          <Row key={delivery.id} delivery={delivery} now={now} replay={() => void desk.replay(webhook, delivery.id)} />
        ))}
      </ul>
      {(deliveries.length > shown || next !== undefined) && (
        <Button look="plain" onClick={showMore}>
          Older deliveries
        </Button>
      )}
    </div>
  );
}

function Row({ delivery, now, replay }: { delivery: Delivery; now: number; replay(): void }) {
  const { event, state, createdAt, attempts } = delivery;
  return (
    <li className={css.delivery}>
      <span className={css.event}>
        <code>{event}</code>{' '}
        <time className={css.soft} dateTime={createdAt}>
          {agoWords(now - Date.parse(createdAt))}
        </time>
      </span>
      <span className={css.state} data-state={state}>
        {deliveryWords(delivery, now)}
      </span>
      <Button className={fold.small} onClick={replay} aria-label={`Replay ${event}`}>
        Replay
      </Button>
      {attempts.length > 0 && (
        <ol className={css.attempts} aria-label="Attempts">
          {attempts.map((attempt) => (
            <li key={attempt.at} className={css.attempt}>
              <time dateTime={attempt.at}>{agoWords(now - Date.parse(attempt.at))}</time>
              <span>
                {attemptWords(attempt)}
                {answerWords(attempt) !== '' && <q className={css.answer}>{answerWords(attempt)}</q>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}
