import { ChevronRight } from 'lucide-react';
import { Button } from '../../ui/Button';
import type { AdminDesk } from '../desk';
import type { Log } from '../log';
import type { Tested, Webhook } from '../model';
import { answerWords, eventsWords, healthOf, healthWords, testWords, troubleWords, urlWords } from '../webhookWords';
import { agoWords } from '../words';
import { Deliveries } from './Deliveries';
import fold from './Fold.module.css';
import css from './Webhooks.module.css';

interface Props {
  desk: AdminDesk;
  webhook: Webhook;
  /** Not there while it is closed. */
  log: Log | undefined;
  test: { result?: Tested } | undefined;
  now: number;
  ask(act: 'disable' | 'delete'): void;
}

export function WebhookRow({ desk, webhook, log, test, now, ask }: Props) {
  const { id, url, key } = webhook;
  const trouble = troubleWords(webhook, now);
  const testing = test !== undefined && test.result === undefined;
  return (
    <li className={`${fold.row} ${css.webhook}`}>
      <details
        open={log !== undefined}
        onToggle={({ currentTarget }) => {
          if (currentTarget.open && log === undefined) desk.openLog(id);
          if (!currentTarget.open) desk.closeLog(id);
        }}
      >
        <summary>
          <ChevronRight className={fold.arrow} size={18} aria-hidden="true" />
          <span className={`${fold.name} ${css.url}`}>{urlWords(url)}</span>
          <span
            className={`${fold.pill} ${css.health}`}
            data-good={healthOf(webhook) === 'works'}
            data-health={healthOf(webhook)}
          >
            {healthWords(webhook)}
          </span>
          <span className={css.owner}>{key.name ?? key.id}</span>
        </summary>
        <div className={`${fold.inside} ${css.inside}`}>
          {trouble !== '' && (
            <p className={css.trouble} data-health={healthOf(webhook)}>
              {trouble}
            </p>
          )}
          <p className={css.soft}>
            Told of {eventsWords(webhook.events)}; made {agoWords(now - Date.parse(webhook.createdAt))} with the key{' '}
            <code>{key.id}</code>.
          </p>
          <div className={css.buttons}>
            <Button className={fold.small} disabled={testing} onClick={() => void desk.testWebhook(id)}>
              {testing ? 'Testing…' : 'Test'}
            </Button>
            {webhook.disabledAt === undefined ? (
              <Button className={fold.small} onClick={() => ask('disable')}>
                Disable
              </Button>
            ) : (
              <Button className={fold.small} onClick={() => void desk.enableWebhook(id)}>
                Enable again
              </Button>
            )}
            <Button className={fold.small} onClick={() => ask('delete')}>
              Delete
            </Button>
          </div>
          <div role="status">
            {test?.result !== undefined && (
              <p className={css.test} data-arrived={test.result.delivered}>
                {testWords(test.result, now)}
                {!test.result.delivered && answerWords(test.result) !== '' && (
                  <q className={css.answer}>{answerWords(test.result)}</q>
                )}
              </p>
            )}
          </div>
          {log !== undefined && <Deliveries desk={desk} log={log} now={now} />}
        </div>
      </details>
    </li>
  );
}
