import { lazy, Suspense } from 'react';
import type { App } from '../app/app';
import type { CallController } from '../app/callController';
import { mayTryAgain } from '../call/lobby';
import { Ended } from './Ended';
import { useStore } from './hooks';
import { LinkClosed } from './LinkClosed';
import { Lobby } from './Lobby';
import { Message } from './Message';
import { Returning } from './Returning';
import { refusal, strings } from './strings';

// Comes while people look at the page before the call, which need not wait for it.
const inCall = import('./InCall');
const InCall = lazy(async () => ({ default: (await inCall).InCall }));

// For those who come before the call begins.
const Early = lazy(() => import('./Early'));

export default function CallPage({ app, controller }: { app: App; controller: CallController }) {
  const snapshot = useStore(controller);
  const { stage, link } = snapshot.state;
  const goHome = () => app.goTo('/');
  if (link.at === 'closed' && stage.at !== 'in-call') return <LinkClosed code={link.code} controller={controller} />;
  switch (stage.at) {
    case 'lobby':
      return <Lobby app={app} controller={controller} snapshot={snapshot} lobby={stage} />;
    case 'returning':
      return <Returning app={app} controller={controller} snapshot={snapshot} />;
    case 'in-call':
      return <InCall app={app} controller={controller} snapshot={snapshot} call={stage} />;
    case 'ended':
      return <Ended app={app} controller={controller} ended={stage} />;
    case 'early':
      return (
        <Suspense>
          <Early app={app} controller={controller} snapshot={snapshot} early={stage} />
        </Suspense>
      );
    case 'refused': {
      const { heading, why, action } = refusal(stage.code, stage.details);
      const again = mayTryAgain(stage.code);
      return (
        <Message
          title={`${heading} · ${strings.product}`}
          heading={heading}
          why={why}
          action={{ label: action, run: again ? controller.rejoin : goHome }}
          others={again ? [{ label: strings.ended.home, run: goHome }] : []}
        />
      );
    }
  }
}
