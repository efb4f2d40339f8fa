import { type FormEvent, useId, useState } from 'react';
import type { Outcome, Wish } from '../../app/schedule/planner';
import { COUNT_MAX, type Repeat, repeatOf, ruleOf, WEEKDAYS, type Weekday } from '../../schedule/recurrence';
import type { UpcomingCall } from '../../schedule/upcoming';
import { clockOf, millisOf, momentOf, proposal } from '../../schedule/when';
import { Button } from '../Button';
import css from './Schedule.module.css';
import { DAY_NAMES, planRefusal, words } from './scheduleWords';

const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240, 480];
const TITLE_MAX = 100;
const PASSPHRASE_MAX = 100;

interface Props {
  /** What is changed; undefined for a new call. */
  call: UpcomingCall | undefined;
  now: number;
  save(wish: Wish): Promise<Outcome>;
  done(call: string): void;
  leave(): void;
}

/** What is typed stays until the server has taken it. */
export function ScheduleForm({ call, now, save, done, leave }: Props) {
  const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [zone, setZone] = useState(call?.zone ?? ownZone);
  const begin = call === undefined ? proposal(now, zone) : clockOf(call.startsAt, call.zone);
  const [date, setDate] = useState(begin.date);
  const [time, setTime] = useState(begin.time);
  const [repeat, setRepeat] = useState<Repeat | undefined>(
    call?.recurrence === undefined ? undefined : repeatOf(call.recurrence, call.zone),
  );
  const [state, setState] = useState<'no' | 'saving' | { problem: string }>('no');
  const ids = { note: useId(), pass: useId() };
  const moment = momentOf(date, time, zone);
  // A rule of another program, which this form cannot show, stays as it is.
  const foreign = call?.recurrence !== undefined && repeatOf(call.recurrence, call.zone) === undefined;
  const zones = [...new Set([zone, ownZone, ...Intl.supportedValuesOf('timeZone'), 'UTC'])];
  const lengths = [...new Set([...LENGTHS, call?.lengthMinutes ?? 30])].sort((a, b) => a - b);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    if (!moment.ok) return setState({ problem: words.notATime });
    if (millisOf(moment.startsAt) < now && repeat === undefined) return setState({ problem: words.past });
    if (repeat?.end.at === 'until' && repeat.end.date < date) return setState({ problem: words.noDay });
    const typed = text('passphrase');
    const kept = call?.passphrase === true && typed === '' && fields.get('drop') === null;
    setState('saving');
    const outcome = await save({
      title: text('title'),
      startsAt: moment.startsAt,
      zone,
      lengthMinutes: Number(fields.get('length')),
      recurrence: repeat !== undefined ? ruleOf(repeat, moment.startsAt, zone) : foreign ? call.recurrence : undefined,
      lobby: fields.get('lobby') !== null,
      passphrase: kept ? undefined : typed,
    });
    if (outcome.ok) done(outcome.call);
    else setState({ problem: planRefusal(outcome.code, outcome.why) });
  };

  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <label className={css.wide}>
        {words.name}
        <input
          name="title"
          maxLength={TITLE_MAX}
          placeholder={words.namePlaceholder}
          defaultValue={call?.title ?? ''}
        />
      </label>
      <label>
        {words.date}
        <input type="date" required value={date} onChange={(event) => setDate(event.target.value)} />
      </label>
      <label>
        {words.time}
        <input
          type="time"
          required
          value={time}
          aria-describedby={ids.note}
          onChange={(event) => setTime(event.target.value)}
        />
      </label>
      <p id={ids.note} className={css.note} role="status">
        {moment.ok && moment.oddity === 'twice' && words.twice(time)}
        {moment.ok && moment.oddity === 'skipped' && words.skipped(time, moment.time)}
      </p>
      <label>
        {words.zone}
        <select value={zone} onChange={(event) => setZone(event.target.value)}>
          {zones.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        {words.length}
        <select name="length" defaultValue={call?.lengthMinutes ?? 30}>
          {lengths.map((minutes) => (
            <option key={minutes} value={minutes}>
              {words.minutes(minutes)}
            </option>
          ))}
        </select>
      </label>
      {!foreign && <Repeats repeat={repeat} date={date} change={setRepeat} />}
      <label className={css.check}>
        <input type="checkbox" name="lobby" defaultChecked={call?.lobby ?? false} />
        {words.lobby}
      </label>
      <label className={css.wide}>
        {words.passphrase}
        <input name="passphrase" maxLength={PASSPHRASE_MAX} autoComplete="off" aria-describedby={ids.pass} />
        <span id={ids.pass} className={css.hint}>
          {call?.passphrase ? words.passphraseKept : words.passphraseHint}
        </span>
      </label>
      {call?.passphrase && (
        <label className={css.check}>
          <input type="checkbox" name="drop" />
          {words.dropPassphrase}
        </label>
      )}
      {typeof state === 'object' && (
        <p className={css.problem} role="alert">
          {state.problem}
        </p>
      )}
      <div className={css.buttons}>
        <Button look="primary" type="submit" disabled={state === 'saving'}>
          {call === undefined
            ? state === 'saving'
              ? words.saving
              : words.save
            : state === 'saving'
              ? words.savingChange
              : words.saveChange}
        </Button>
        <Button onClick={leave}>{call === undefined ? words.back : words.keep}</Button>
      </div>
    </form>
  );
}

const ONCE: Repeat = { every: 'DAILY', days: [], end: { at: 'never' } };

function Repeats(props: { repeat: Repeat | undefined; date: string; change(repeat: Repeat | undefined): void }) {
  const { repeat, date, change } = props;
  const toggle = (day: Weekday) => {
    const days = repeat?.days ?? [];
    change({ ...(repeat ?? ONCE), days: days.includes(day) ? days.filter((it) => it !== day) : [...days, day] });
  };
  const end = (at: string): Repeat['end'] => {
    if (at === 'count') return { at, count: 10 };
    return at === 'until' ? { at, date } : { at: 'never' };
  };
  return (
    <>
      <label className={css.wide}>
        {words.repeats}
        <select
          value={repeat?.every ?? ''}
          onChange={({ target }) =>
            change(
              target.value === ''
                ? undefined
                : { ...(repeat ?? ONCE), days: [], every: target.value as Repeat['every'] },
            )
          }
        >
          <option value="">{words.never}</option>
          <option value="DAILY">{words.daily}</option>
          <option value="WEEKLY">{words.weekly}</option>
          <option value="MONTHLY">{words.monthly}</option>
        </select>
      </label>
      {repeat?.every === 'WEEKLY' && (
        <fieldset className={css.days}>
          <legend>{words.days}</legend>
          {WEEKDAYS.map((day) => (
            <label key={day}>
              <input type="checkbox" checked={repeat.days.includes(day)} onChange={() => toggle(day)} />
              <abbr title={DAY_NAMES[day]}>{DAY_NAMES[day].slice(0, 2)}</abbr>
            </label>
          ))}
        </fieldset>
      )}
      {repeat !== undefined && (
        <label>
          {words.ends}
          <select value={repeat.end.at} onChange={({ target }) => change({ ...repeat, end: end(target.value) })}>
            <option value="never">{words.endsNever}</option>
            <option value="count">{words.endsCount}</option>
            <option value="until">{words.endsUntil}</option>
          </select>
        </label>
      )}
      {repeat?.end.at === 'count' && (
        <label>
          {words.count}
          <input
            type="number"
            required
            min={1}
            max={COUNT_MAX}
            value={repeat.end.count || ''}
            onChange={({ target }) => change({ ...repeat, end: { at: 'count', count: target.valueAsNumber || 0 } })}
          />
        </label>
      )}
      {repeat?.end.at === 'until' && (
        <label>
          {words.until}
          <input
            type="date"
            required
            min={date}
            value={repeat.end.date}
            onChange={({ target }) => change({ ...repeat, end: { at: 'until', date: target.value } })}
          />
        </label>
      )}
    </>
  );
}
