import { useState } from 'react';
import { Brand } from '../../ui/Brand';
import { Button } from '../../ui/Button';
import type { AdminDesk, AdminState } from '../desk';
import { refusalWords, spanWords } from '../words';
import { Calls } from './Calls';
import { Confirm } from './Confirm';
import css from './Dashboard.module.css';
import { Errors } from './Errors';
import { Keys } from './Keys';
import { Plots } from './Plots';
import { Webhooks } from './Webhooks';

interface Props {
  desk: AdminDesk;
  state: Extract<AdminState, { at: 'signed-in' }>;
}

export function Dashboard({ desk, state }: Props) {
  const [draining, setDraining] = useState(false);
  const { overview, stale, failed } = state;
  // By the server's clock, which need not be that of this device.
  const now = Date.parse(overview.at);
  return (
    <div className={css.page}>
      <header className={css.header}>
        <Brand />
        <div className={css.about}>
          <h1>Administration</h1>
          <p>
            <span className={css.dot} data-stale={stale !== undefined || undefined} aria-hidden="true" />
            {overview.draining ? 'Drained' : 'Running'}, up {spanWords(now - Date.parse(overview.startedAt))}
            <span className={css.version}>{overview.version}</span>
          </p>
        </div>
        <div className={css.actions}>
          {!overview.draining && (
            <Button className={css.small} onClick={() => setDraining(true)}>
              Drain server
            </Button>
          )}
          <Button className={css.small} onClick={() => desk.signOut()}>
            Sign out
          </Button>
        </div>
      </header>
      <main className={css.main}>
        <div role="status">
          {stale !== undefined && (
            <p className={css.notice} data-look="warn">
              {refusalWords[stale.why]} What you see is old; this page keeps asking.
            </p>
          )}
          {overview.draining && (
            <p className={css.notice}>
              This server takes no new relayed connections and tells load balancers that it is not ready. It goes back
              to normal when it is started again.
            </p>
          )}
        </div>
        <div role="alert">
          {failed !== undefined && (
            <p className={css.notice} data-look="bad">
              {failed.words ?? refusalWords[failed.why]}
              <Button look="plain" onClick={desk.forgetFailed}>
                Dismiss
              </Button>
            </p>
          )}
        </div>
        <Plots overview={overview} samples={state.samples} now={now} />
        <Calls desk={desk} overview={overview} now={now} />
        <Errors errors={overview.errors} now={now} />
        <Webhooks desk={desk} state={state} now={now} />
        <Keys desk={desk} keys={state.keys} created={state.created} now={now} />
      </main>
      {draining && (
        <Confirm
          heading="Drain the server?"
          act="Drain server"
          close={() => setDraining(false)}
          run={() => void desk.drainServer()}
        >
          Calls that run go on. Nothing new is relayed, load balancers are told to send nobody here, and everybody is
          told that the server is about to restart. Only starting it again undoes this.
        </Confirm>
      )}
    </div>
  );
}
