import { useState } from 'react';
import type { AdminDesk, AdminState } from '../desk';
import type { Webhook } from '../model';
import { urlWords } from '../webhookWords';
import { countWords } from '../words';
import { Confirm } from './Confirm';
import fold from './Fold.module.css';
import { Nothing, Section } from './Section';
import { WebhookRow } from './WebhookRow';

interface Props {
  desk: AdminDesk;
  state: Extract<AdminState, { at: 'signed-in' }>;
  now: number;
}

export function Webhooks({ desk, state, now }: Props) {
  const [asking, setAsking] = useState<{ webhook: Webhook; act: 'disable' | 'delete' }>();
  const { webhooks: list, log, test } = state;
  return (
    <Section heading="Webhooks">
      {list === undefined && <Nothing>Loading…</Nothing>}
      {list?.webhooks.length === 0 && (
        <Nothing>
          No webhooks. A program makes one with its key, by <code>POST /api/v1/webhooks</code>, and is told from then on
          what becomes of its calls; <a href="/api/v1/docs">the description of the API</a> and docs/webhooks.md say how.
        </Nothing>
      )}
      {list !== undefined && list.webhooks.length > 0 && (
        <ul className={fold.list}>
          {list.webhooks.map((webhook) => (
            <WebhookRow
              key={webhook.id}
              desk={desk}
              webhook={webhook}
              log={log?.webhook === webhook.id ? log : undefined}
              test={test?.webhook === webhook.id ? test : undefined}
              now={now}
              ask={(act) => setAsking({ webhook, act })}
            />
          ))}
        </ul>
      )}
      {list !== undefined && list.webhooksNotShown > 0 && (
        <p className={fold.note}>{countWords(list.webhooksNotShown, 'more webhook')} that work are not shown.</p>
      )}
      {asking?.act === 'delete' && (
        <Confirm
          heading="Delete this webhook?"
          act="Delete webhook"
          close={() => setAsking(undefined)}
          run={() => void desk.deleteWebhook(asking.webhook.id)}
        >
          {urlWords(asking.webhook.url)} is told nothing more, and the log of what was sent is gone. Only the program
          can make it again, with another secret.
        </Confirm>
      )}
      {asking?.act === 'disable' && (
        <Confirm
          heading="Disable this webhook?"
          act="Disable webhook"
          close={() => setAsking(undefined)}
          run={() => void desk.disableWebhook(asking.webhook.id)}
        >
          {urlWords(asking.webhook.url)} is told nothing until it is enabled again or a test arrives. What waits is not
          sent, but can be replayed.
        </Confirm>
      )}
    </Section>
  );
}
