import type { App } from '../app/app';
import type { CallController, CallSnapshot } from '../app/callController';
import { Brand } from './Brand';
import { Button } from './Button';
import { LinkNotice } from './LinkNotice';
import css from './Message.module.css';
import { PageTitle } from './PageTitle';
import { strings } from './strings';

interface Props {
  app: App;
  controller: CallController;
  snapshot: CallSnapshot;
}

/** Between the pages: this browser is back in its call before anyone could read much, so nothing takes the focus. */
export function Returning({ app, controller, snapshot: { state } }: Props) {
  const words = strings.returning;
  return (
    <div className={css.page}>
      <PageTitle title={words.title(state.call)} />
      <header className={css.header}>
        <Brand />
      </header>
      <main className={css.main}>
        <h1>{words.heading}</h1>
        <LinkNotice app={app} controller={controller} link={state.link} />
        <div className={css.actions}>
          <Button onClick={() => app.goTo('/')}>{words.leave}</Button>
        </div>
      </main>
    </div>
  );
}
