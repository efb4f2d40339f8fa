import { useState } from 'react';
import type { App } from '../../app/app';
import { schedulePath } from '../../app/links';
import { Planner } from '../../app/schedule/planner';
import { Brand } from '../Brand';
import { Message } from '../Message';
import { PageTitle } from '../PageTitle';
import css from './Schedule.module.css';
import { ScheduledCall } from './ScheduledCall';
import { ScheduleForm } from './ScheduleForm';
import { words } from './scheduleWords';

/** The form of a new call, or one that was scheduled in this browser. */
export default function SchedulePage({ app, call }: { app: App; call: string | undefined }) {
  const [planner] = useState(() => new Planner(app));
  const known = call === undefined ? undefined : planner.find(call);
  const goHome = () => app.goTo('/');
  if (call !== undefined && known === undefined) {
    const { title, unknown, unknownWhy, back } = words;
    return <Message title={title} heading={unknown} why={unknownWhy} action={{ label: back, run: goHome }} />;
  }
  return (
    <div className={css.page}>
      <PageTitle title={words.title} />
      <header className={css.header}>
        <Brand />
      </header>
      <main className={css.main}>
        {known === undefined ? (
          <>
            <h1>{words.heading}</h1>
            <ScheduleForm
              call={undefined}
              now={app.environment.wallClock()}
              save={(wish) => planner.create(wish)}
              done={(made) => app.goTo(schedulePath(made))}
              leave={goHome}
            />
          </>
        ) : (
          <ScheduledCall app={app} planner={planner} call={known} leave={goHome} />
        )}
      </main>
    </div>
  );
}
