import { lazy, Suspense } from 'react';
import type { App } from '../app/app';
import { useStore } from './hooks';
import { Message } from './Message';
import { strings } from './strings';

// What a page needs comes with it: a guest who follows a link never sees the first one.
const Home = lazy(() => import('./Home'));
const CallPage = lazy(() => import('./CallPage'));
const SchedulePage = lazy(() => import('./schedule/SchedulePage'));
/** With all that it may need later, for by then there may be no server to load it from. */
const DirectPage = lazy(async () => {
  const parts = [import('./CallPage'), import('./QrCode'), import('qr/decode.js')];
  const page = import('./direct/DirectPage');
  await Promise.all(parts);
  return page;
});

export function AppView({ app }: { app: App }) {
  const page = useStore(app.page);
  const goHome = () => app.goTo('/');
  switch (page.at) {
    case 'home':
      return (
        <Suspense>
          <Home app={app} />
        </Suspense>
      );
    case 'call':
      return (
        <Suspense>
          <CallPage app={app} controller={page.controller} />
        </Suspense>
      );
    case 'direct':
      return (
        <Suspense>
          <DirectPage key={page.visit} app={app} byClick={page.byClick} />
        </Suspense>
      );
    case 'schedule':
      return (
        <Suspense>
          <SchedulePage key={page.call} app={app} call={page.call} />
        </Suspense>
      );
    case 'unsupported': {
      const { title, heading, why, action } = strings.unsupported;
      return <Message title={title} heading={heading} why={why} action={{ label: action, run: goHome }} />;
    }
    case 'nowhere': {
      const { title, heading, why, action } = strings.nowhere;
      return <Message title={title} heading={heading} why={why} action={{ label: action, run: goHome }} />;
    }
  }
}
