import type { App } from '../app/app';
import type { CallController } from '../app/callController';
import type { LinkState } from '../call/state';
import { useStore } from './hooks';
import { Notice } from './Notice';
import { strings } from './strings';

interface Props {
  app: App;
  controller: CallController;
  link: LinkState;
}

/** A lost link is news only after this time; most come back before anyone could read it. */
const NEWS_AFTER_MILLIS = 1500;

/** Before the call: without the server nobody can join, so it says when it tries again. */
export function LinkNotice({ app, controller, link }: Props) {
  const now = useStore(app.environment.ticker);
  if (link.at !== 'waiting' || now - link.since < NEWS_AFTER_MILLIS) return null;
  const words = strings.link;
  const seconds = Math.ceil((link.retryAt - now) / 1000);
  return (
    <Notice
      heading={link.code === 'session.too_many' ? words.tooMany : words.unreachable}
      why={words.retryIn(seconds)}
      action={{ label: words.retry, run: controller.retryLink }}
    />
  );
}
