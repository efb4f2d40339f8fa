import { type FormEvent, useEffect, useState } from 'react';
import type { App } from '../../app/app';
import type { Invited, Planner } from '../../app/schedule/planner';
import type { UpcomingCall } from '../../schedule/upcoming';
import { Button } from '../Button';
import css from './Schedule.module.css';
import { words } from './scheduleWords';

/** How often is asked while a mail is on its way. */
const LOOK_EVERY_MILLIS = 2000;

/** Shown only where the server can send mail. */
export function MailInvitations({ app, planner, call }: { app: App; planner: Planner; call: UpcomingCall }) {
  const [invited, setInvited] = useState<readonly Invited[]>();
  const [state, setState] = useState<'no' | 'sending' | { problem: string }>('no');
  const id = call.call;
  const waiting = invited === undefined || invited.some((one) => one.state === 'waiting');

  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer asks for the next, until nothing is on its way.
  useEffect(() => {
    let gone = false;
    const look = () => void planner.invited(call).then((list) => !gone && list !== undefined && setInvited(list));
    if (invited === undefined) look();
    const stop = waiting && invited !== undefined ? app.environment.clock.after(LOOK_EVERY_MILLIS, look) : undefined;
    return () => {
      gone = true;
      stop?.();
    };
  }, [id, invited]);

  if (invited === undefined) return null;
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const to = String(fields.get('to') ?? '')
      .split(/[\s,;]+/)
      .filter((address) => address !== '');
    setState('sending');
    const answer = await planner.invite(call, to, String(fields.get('message') ?? '').trim());
    if (typeof answer === 'string') return setState({ problem: answer });
    setState('no');
    setInvited(answer);
    form.reset();
  };
  return (
    <section className={css.mail} aria-labelledby="invite-by-mail">
      <h2 id="invite-by-mail">{words.invite}</h2>
      <form className={css.form} onSubmit={(event) => void send(event)}>
        <label className={css.wide}>
          {words.addresses}
          <textarea name="to" required rows={2} inputMode="email" autoCapitalize="none" spellCheck={false} />
          <span className={css.hint}>{words.addressesHint}</span>
        </label>
        <label className={css.wide}>
          {words.message}
          <textarea name="message" rows={2} maxLength={1000} />
        </label>
        {typeof state === 'object' && (
          <p className={css.problem} role="alert">
            {state.problem}
          </p>
        )}
        <div className={css.buttons}>
          <Button type="submit" disabled={state === 'sending'}>
            {state === 'sending' ? words.sending : words.send}
          </Button>
        </div>
      </form>
      <ul className={css.invited} aria-live="polite">
        {invited.map(({ to, state: at, problem }) => (
          <li key={to} data-state={at}>
            <span>{to}</span> <em>{words.states[at]}</em>
            {problem !== undefined && <small>{problem}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}
