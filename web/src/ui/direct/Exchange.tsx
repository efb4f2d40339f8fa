import { ArrowLeft } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import type { App } from '../../app/app';
import type { CallSnapshot } from '../../app/callController';
import type { DirectCall, DirectStage, Problem } from '../../app/direct/directCall';
import { Brand } from '../Brand';
import { Button } from '../Button';
import { DeviceNotice } from '../DeviceNotice';
import { DevicePickers } from '../DevicePickers';
import { PageHeading } from '../PageHeading';
import { PageTitle } from '../PageTitle';
import { Preview } from '../Preview';
import { strings } from '../strings';
import { Toasts } from '../Toasts';
import { CodeCard, CodePicture } from './CodeCard';
import { CodeInput } from './CodeInput';
import css from './Direct.module.css';
import { words } from './words';

interface Props {
  app: App;
  call: DirectCall;
  stage: Exclude<DirectStage, { at: 'failed' }>;
  problem: Problem | undefined;
  snapshot: CallSnapshot;
}

/** From the first question to the open connection: who begins, the two codes, and a look into the mirror meanwhile. */
export function Exchange(props: Props) {
  const { app, call, stage, snapshot } = props;
  const { state, local } = snapshot;
  const choosing = stage.at === 'choose';
  const handout = stage.at === 'offering' || stage.at === 'answering' ? stage.handout : undefined;
  return (
    <div className={css.page} data-stage={stage.at} data-picture={handout?.code !== undefined || undefined}>
      <PageTitle title={titleOf(stage)} />
      <header className={css.header}>
        <Brand onClick={() => app.goTo('/')} />
      </header>
      <main className={css.main}>
        <div className={css.mirror}>
          {handout?.code !== undefined ? (
            <CodePicture code={handout.code} link={handout.link} />
          ) : (
            <Preview controller={call.controller} local={state.local} media={local} />
          )}
          {choosing && <DevicePickers controller={call.controller} media={local} />}
        </div>
        <div className={css.card} key={stage.at}>
          <Step {...props} />
          {!choosing && stage.at !== 'linked' && (
            <Button look="plain" className={css.back} onClick={call.back}>
              <ArrowLeft size={18} aria-hidden="true" />
              {words.back}
            </Button>
          )}
        </div>
      </main>
      <Toasts controller={call.controller} toasts={state.toasts} />
    </div>
  );
}

function Step({ app, call, stage, problem, snapshot }: Props) {
  const input = (submit: string, primary: boolean) => (
    <CodeInput app={app} call={call} problem={problem} submit={submit} primary={primary} />
  );
  switch (stage.at) {
    case 'choose':
      return <Choose call={call} snapshot={snapshot} invited={stage.invited} />;
    case 'entering':
      return (
        <>
          <PageHeading>{words.entering.heading}</PageHeading>
          <p className={css.hint}>{words.entering.hint}</p>
          {input(words.entering.go, true)}
        </>
      );
    case 'making':
      return <Busy heading={words.making} />;
    case 'offering':
      return (
        <>
          <PageHeading>{words.offering.heading}</PageHeading>
          <p className={css.hint}>{stage.handout.link === undefined ? words.offering.hint : words.offering.linkHint}</p>
          <CodeCard handout={stage.handout} plain={false} />
          <h2>{words.offering.next}</h2>
          {input(words.offering.connect, false)}
        </>
      );
    case 'connecting':
      return <Busy heading={words.connecting} />;
    case 'answering':
      return (
        <>
          <PageHeading>{words.answering.heading}</PageHeading>
          <p className={css.hint}>{stage.plain ? words.answering.programHint : words.answering.hint}</p>
          <CodeCard handout={stage.handout} plain={stage.plain} />
          <Busy>{words.answering.waiting}</Busy>
        </>
      );
    case 'linked':
      return <Busy heading={words.linked} />;
  }
}

function Choose({ call, snapshot, invited }: { call: DirectCall; snapshot: CallSnapshot; invited: boolean }) {
  const { local } = snapshot.state;
  const { controller } = call;
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (invited) call.answer();
    else void call.start();
  };
  return (
    <form className={css.choose} onSubmit={go}>
      <PageHeading>{invited ? words.invitedHeading : words.call}</PageHeading>
      <p className={css.hint}>{invited ? words.invitedExplain : words.explain}</p>
      <label className={css.name}>
        {strings.lobby.name}
        <input
          value={local.name}
          onChange={(event) => controller.dispatch({ type: 'name-changed', name: event.target.value })}
          placeholder={strings.lobby.namePlaceholder}
          autoComplete="name"
          maxLength={60}
          enterKeyHint="go"
        />
      </label>
      <Button look="primary" type="submit" className={css.start}>
        {invited ? words.accept : words.start}
      </Button>
      {!invited && <Button onClick={call.answer}>{words.answer}</Button>}
      <DeviceNotice controller={controller} capture={local.capture} />
    </form>
  );
}

function Busy({ heading, children }: { heading?: string; children?: ReactNode }) {
  return (
    <div className={css.busy} role="status">
      <i aria-hidden="true" />
      {heading === undefined ? <p>{children}</p> : <PageHeading>{heading}</PageHeading>}
    </div>
  );
}

function titleOf(stage: Props['stage']): string {
  switch (stage.at) {
    case 'offering':
      return words.offering.title;
    case 'entering':
      return words.entering.title;
    case 'answering':
      return words.answering.title;
    default:
      return words.title;
  }
}
