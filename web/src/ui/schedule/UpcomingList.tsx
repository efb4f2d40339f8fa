import { useEffect, useState } from 'react';
import type { App } from '../../app/app';
import { schedulePath } from '../../app/links';
import { Planner } from '../../app/schedule/planner';
import { Button } from '../Button';
import { useStore } from '../hooks';
import css from './Schedule.module.css';
import { whenText, words } from './scheduleWords';

const LOOK_EVERY_MILLIS = 30_000;

/** The calls that were scheduled in this browser, the next first. */
export default function UpcomingList({ app }: { app: App }) {
  const [planner] = useState(() => new Planner(app));
  const calls = useStore(planner.calls);
  const { clock } = app.environment;

  // Times pass while the page is open.
  useEffect(() => {
    let stop = () => {};
    const look = () => {
      planner.refresh();
      stop = clock.after(LOOK_EVERY_MILLIS, look);
    };
    stop = clock.after(LOOK_EVERY_MILLIS, look);
    return () => stop();
  }, [planner, clock]);

  if (calls.length === 0) return null;
  return (
    <section className={css.upcoming} aria-labelledby="upcoming">
      <h2 id="upcoming">{words.upcoming}</h2>
      <ul>
        {calls.map(({ call, at }) => (
          <li key={call.call} data-over={at === undefined || undefined}>
            <a
              href={schedulePath(call.call)}
              onClick={(event) => {
                event.preventDefault();
                app.goTo(schedulePath(call.call));
              }}
            >
              <span>{call.title ?? words.untitled}</span>
              <small>
                {at === undefined
                  ? call.over === 'canceled'
                    ? words.canceled
                    : words.over
                  : whenText(at, Intl.DateTimeFormat().resolvedOptions().timeZone)}
              </small>
            </a>
            {at === undefined ? (
              <Button
                look="plain"
                onClick={() => planner.remove(call.call)}
                aria-label={`${words.remove}: ${call.title ?? words.untitled}`}
              >
                ×
              </Button>
            ) : (
              <Button
                onClick={() => planner.start(call)}
                aria-label={`${words.start}: ${call.title ?? words.untitled}`}
              >
                {words.startShort}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
