import type { FormEvent } from 'react';
import type { App } from '../app/app';
import type { CallController, CallSnapshot } from '../app/callController';
import type { Stage } from '../call/state';
import { Brand } from './Brand';
import { Button } from './Button';
import { DeviceNotice } from './DeviceNotice';
import { DevicePickers } from './DevicePickers';
import { LinkNotice } from './LinkNotice';
import css from './Lobby.module.css';
import { PageHeading } from './PageHeading';
import { PageTitle } from './PageTitle';
import { Preview } from './Preview';
import { list, strings } from './strings';
import { Toasts } from './Toasts';

interface Props {
  app: App;
  controller: CallController;
  snapshot: CallSnapshot;
  lobby: Extract<Stage, { at: 'lobby' }>;
}

export function Lobby({ app, controller, snapshot, lobby }: Props) {
  const { state, local } = snapshot;
  const words = strings.lobby;
  const join = (event: FormEvent) => {
    event.preventDefault();
    controller.join();
  };
  return (
    <div className={css.page}>
      <PageTitle title={words.title(state.title ?? state.call)} />
      <header className={css.header}>
        <Brand onClick={() => app.goTo('/')} />
      </header>
      <main className={css.main}>
        {!state.viewing && (
          <div className={css.left}>
            <Preview controller={controller} local={state.local} media={local} />
            <DevicePickers controller={controller} media={local} />
          </div>
        )}
        <form className={css.card} onSubmit={join}>
          <PageHeading>{words.heading}</PageHeading>
          <p className={css.call}>
            <span className="visually-hidden">{words.link} </span>
            {state.title ?? state.call}
          </p>
          <p className={css.who} aria-live="polite">
            <Who lobby={lobby} />
          </p>
          <label className={css.name}>
            {words.name}
            <input
              value={state.local.name}
              onChange={(event) => controller.dispatch({ type: 'name-changed', name: event.target.value })}
              placeholder={words.namePlaceholder}
              autoComplete="name"
              maxLength={60}
              enterKeyHint="go"
            />
          </label>
          {state.viewing && <p className={css.who}>{words.viewing}</p>}
          {state.passphrase.asked && (
            <label className={css.name}>
              {words.passphrase}
              <input
                type="password"
                value={state.passphrase.text}
                onChange={(event) =>
                  controller.dispatch({ type: 'passphrase-changed', passphrase: event.target.value })
                }
                autoComplete="off"
                maxLength={100}
                aria-invalid={state.passphrase.wrong}
                aria-describedby="passphrase-said"
              />
              <span id="passphrase-said" role="alert">
                {state.passphrase.wrong && words.passphraseWrong}
              </span>
            </label>
          )}
          {lobby.joining === 'admission' ? (
            <Button className={css.join} onClick={() => controller.dispatch({ type: 'wait-canceled' })}>
              {words.cancel}
            </Button>
          ) : (
            <Button look="primary" type="submit" className={css.join} aria-disabled={lobby.joining !== 'no'}>
              {lobby.joining === 'no' ? words.join : words.joining}
            </Button>
          )}
          <DeviceNotice controller={controller} capture={state.local.capture} />
          <LinkNotice app={app} controller={controller} link={state.link} />
        </form>
      </main>
      <Toasts controller={controller} toasts={state.toasts} />
    </div>
  );
}

function Who({ lobby }: { lobby: Props['lobby'] }) {
  const words = strings.lobby;
  if (lobby.joining === 'admission') return words.requested;
  if (lobby.lookup.at === 'pending') return words.looking;
  const { participants, full, lobby: letIn, state } = lobby.lookup.found;
  if (full) return words.full;
  // Before the door nobody is told who is behind it.
  if (letIn === true) return words.letIn;
  if (participants.length === 0) return state === 'waiting' || state === 'live' ? words.somebody : words.nobody;
  const names = participants.map(({ name }) => name);
  return (
    <>
      <span className={css.here} aria-hidden="true" />
      {list(names)} {names.length === 1 ? 'is' : 'are'} here.
    </>
  );
}
