import { CalendarPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { App } from '../app/app';
import type { CallController, CallSnapshot } from '../app/callController';
import type { Environment } from '../app/environment';
import { millisOf } from '../app/instant';
import { callPath } from '../app/links';
import type { Stage } from '../call/state';
import css from './Early.module.css';
import { LinkNotice } from './LinkNotice';
import { Message } from './Message';
import { countdown, dateTime, strings } from './strings';

interface Props {
  app: App;
  controller: CallController;
  snapshot: CallSnapshot;
  early: Extract<Stage, { at: 'early' }>;
}

/** The call begins later: when, in the time zone of whoever looks, and how long that is, whatever this computer's clock says. */
export default function Early({ app, controller, snapshot, early }: Props) {
  const { state } = snapshot;
  const words = strings.early;
  const startsAt = millisOf(early.startsAt);
  const left = useLeft(early.opensAt, app.environment.clock);
  const heading = state.title ?? words.heading;
  return (
    <Message
      title={`${heading} · ${strings.product}`}
      heading={heading}
      why={
        <>
          {Number.isFinite(startsAt) && (
            <>
              {words.begins} <time dateTime={early.startsAt}>{dateTime(startsAt)}</time>.
              {left !== undefined && (
                <strong className={css.left} role="timer" aria-label={words.left}>
                  {left > 0 ? countdown(left) : words.soon}
                </strong>
              )}
            </>
          )}
          {words.goesOn}
          <br />
          <a className={css.calendar} href={`${callPath(state.call)}/calendar.ics`} download>
            <CalendarPlus size={18} aria-hidden="true" /> {words.calendar}
          </a>
          <LinkNotice app={app} controller={controller} link={state.link} />
        </>
      }
      action={{ label: strings.ended.home, run: () => app.goTo('/') }}
    />
  );
}

/** Milliseconds until then, told once a second. */
function useLeft(until: number | undefined, clock: Environment['clock']): number | undefined {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const tell = () => {
      setNow(clock.now());
      stop = clock.after(1000, tell);
    };
    let stop = clock.after(1000, tell);
    return () => stop();
  }, [clock]);
  return until === undefined ? undefined : until - now;
}
