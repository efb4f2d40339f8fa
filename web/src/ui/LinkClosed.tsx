import type { CallController } from '../app/callController';
import { Message } from './Message';
import { strings } from './strings';

/** The server closed the link and connecting again by itself would do harm. */
export function LinkClosed({ code, controller }: { code: string; controller: CallController }) {
  const words = strings.link;
  if (code === 'session.taken_over') {
    return (
      <Message
        title={`${words.takenOver} · ${strings.product}`}
        heading={words.takenOver}
        why={words.takenOverWhy}
        action={{ label: words.takeOver, run: controller.retryLink }}
      />
    );
  }
  return (
    <Message
      title={`${words.version} · ${strings.product}`}
      heading={words.version}
      why={words.versionWhy}
      action={{ label: words.reload, run: () => location.reload() }}
    />
  );
}
