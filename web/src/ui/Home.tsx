import { ArrowRight, CalendarClock, Clock, Phone } from 'lucide-react';
import { type FormEvent, lazy, Suspense } from 'react';
import type { App } from '../app/app';
import { callPath, directPath, schedulePath } from '../app/links';
import { Brand } from './Brand';
import { Button } from './Button';
import cans from './cans.svg';
import css from './Home.module.css';
import { useStore } from './hooks';
import { PageTitle } from './PageTitle';
import { refusal, strings } from './strings';

// Only for those who scheduled a call here.
const UpcomingList = lazy(() => import('./schedule/UpcomingList'));

export default function Home({ app }: { app: App }) {
  const { creating, recent, unreachable, upcoming } = useStore(app.home);
  const words = strings.home;
  const join = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem('call') as HTMLInputElement;
    if (!app.openTyped(field.value)) field.focus();
  };
  return (
    <div className={css.page}>
      <PageTitle title={words.title} />
      <header className={css.header}>
        <Brand />
      </header>
      <main className={css.main}>
        <section className={css.lead}>
          <h1 className={css.headline}>{words.headline}</h1>
          <p className={css.explain}>{words.explain}</p>
          <div className={css.actions}>
            <Button look="primary" className={css.newCall} onClick={app.newCall} disabled={creating === 'asked'}>
              <Phone size={20} aria-hidden="true" />
              {creating === 'asked' ? words.creating : words.newCall}
            </Button>
            <Button className={css.schedule} onClick={() => app.goTo(schedulePath())}>
              <CalendarClock size={18} aria-hidden="true" />
              {words.schedule}
            </Button>
            {typeof creating === 'object' && (
              <p className={css.error} role="alert">
                {refusal(creating.refused).heading}. {refusal(creating.refused).why}
              </p>
            )}
            <p className={css.or}>
              <span>{words.or}</span>
            </p>
            <form className={css.join} onSubmit={join}>
              <input
                name="call"
                aria-label={words.field}
                aria-describedby="same-name"
                placeholder={words.placeholder}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={200}
                enterKeyHint="go"
              />
              <Button type="submit">
                {words.join}
                <ArrowRight size={18} aria-hidden="true" />
              </Button>
            </form>
            <p id="same-name" className={css.hint}>
              {words.sameName}
            </p>
            <div className={css.direct} role="status" data-unreachable={unreachable || undefined}>
              {unreachable && <p>{words.unreachable}</p>}
              <a
                href={directPath()}
                onClick={(event) => {
                  event.preventDefault();
                  app.goTo(directPath());
                }}
              >
                {words.direct}
              </a>
            </div>
          </div>
        </section>
        <div className={css.side}>
          <img className={css.cans} src={cans} alt="" />
          {upcoming && (
            <Suspense>
              <UpcomingList app={app} />
            </Suspense>
          )}
          {recent.length > 0 && (
            <section className={css.recent} aria-labelledby="recent">
              <h2 id="recent">{words.recent}</h2>
              <ul>
                {recent.map(({ call }) => (
                  <li key={call}>
                    <a
                      href={callPath(call)}
                      onClick={(event) => {
                        event.preventDefault();
                        app.goTo(callPath(call));
                      }}
                    >
                      <Clock size={16} aria-hidden="true" />
                      <span>{call}</span>
                    </a>
                  </li>
                ))}
              </ul>
              <Button look="plain" onClick={app.forgetRecent}>
                {words.forget}
              </Button>
            </section>
          )}
        </div>
      </main>
    </div>
  );
}
