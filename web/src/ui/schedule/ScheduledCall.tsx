import { CalendarPlus, Phone } from 'lucide-react';
import { useState } from 'react';
import type { App } from '../../app/app';
import type { Planner } from '../../app/schedule/planner';
import { nextTime, type UpcomingCall } from '../../schedule/upcoming';
import { millisOf } from '../../schedule/when';
import { Button } from '../Button';
import { useStore } from '../hooks';
import { CopyLink } from './CopyLink';
import { MailInvitations } from './MailInvitations';
import css from './Schedule.module.css';
import { ScheduleForm } from './ScheduleForm';
import { planRefusal, whenText, words } from './scheduleWords';

interface Props {
  app: App;
  planner: Planner;
  call: UpcomingCall;
  leave(): void;
}

export function ScheduledCall({ app, planner, call: first, leave }: Props) {
  useStore(planner.calls);
  const call = planner.find(first.call) ?? first;
  const [changing, setChanging] = useState(false);
  const now = app.environment.wallClock();
  const next = nextTime(call, now);
  const shown = next ?? millisOf(call.startsAt);
  return (
    <>
      <h1>{call.title ?? words.untitled}</h1>
      <p className={css.when}>
        {whenText(shown, call.zone)} <span>({call.zone})</span>
        {call.over === 'canceled' && <strong> {words.canceled}</strong>}
        {call.over !== 'canceled' && next === undefined && <strong> {words.over}</strong>}
      </p>
      {changing ? (
        <ScheduleForm
          call={call}
          now={now}
          save={(wish) => planner.change(call, wish)}
          done={() => setChanging(false)}
          leave={() => setChanging(false)}
        />
      ) : (
        <>
          {call.over === undefined && (
            <>
              <Button look="primary" onClick={() => planner.start(call)}>
                <Phone size={18} aria-hidden="true" />
                {words.start}
              </Button>
              <CopyLink label={words.guestLink} link={planner.guestLink(call)} share={call.title ?? words.untitled} />
              <CopyLink label={words.hostLink} link={planner.hostLink(call)} hint={words.hostHint} />
            </>
          )}
          <p className={css.file}>
            <a href={planner.calendarFile(call)} download="call.ics">
              <CalendarPlus size={18} aria-hidden="true" />
              {words.calendar}
            </a>
            <span className={css.hint}>{words.calendarHint}</span>
          </p>
          {call.over === undefined && <MailInvitations app={app} planner={planner} call={call} />}
          <div className={css.buttons}>
            {call.over === undefined && <Button onClick={() => setChanging(true)}>{words.change}</Button>}
            {call.over === undefined ? (
              <CancelButton planner={planner} call={call} />
            ) : (
              <Button
                onClick={() => {
                  planner.remove(call.call);
                  leave();
                }}
              >
                {words.remove}
              </Button>
            )}
            <Button look="plain" onClick={leave}>
              {words.back}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

function CancelButton({ planner, call }: { planner: Planner; call: UpcomingCall }) {
  const [state, setState] = useState<'no' | 'asked' | 'canceling' | { problem: string }>('no');
  const cancel = async () => {
    setState('canceling');
    const outcome = await planner.cancel(call);
    if (!outcome.ok) setState({ problem: planRefusal(outcome.code, outcome.why) });
  };
  if (state === 'no') return <Button onClick={() => setState('asked')}>{words.cancel}</Button>;
  return (
    <div className={css.ask} role="alert">
      <p>{typeof state === 'object' ? state.problem : words.cancelAsk}</p>
      <Button look="danger" disabled={state === 'canceling'} onClick={() => void cancel()}>
        {state === 'canceling' ? words.canceling : words.cancelYes}
      </Button>
      <Button disabled={state === 'canceling'} onClick={() => setState('no')}>
        {words.keep}
      </Button>
    </div>
  );
}
