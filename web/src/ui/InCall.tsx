import { useRef, useState } from 'react';
import type { App } from '../app/app';
import type { CallController, CallSnapshot } from '../app/callController';
import type { Stage } from '../call/state';
import { CallBar } from './CallBar';
import { ChatPanel } from './ChatPanel';
import { Controls } from './Controls';
import { FileDrop } from './FileDrop';
import { useShortcuts } from './hooks';
import css from './InCall.module.css';
import { InviteDialog } from './InviteDialog';
import { LinkClosed } from './LinkClosed';
import { OwnTile } from './OwnTile';
import { PageHeading } from './PageHeading';
import { PageTitle } from './PageTitle';
import { RemoteTile } from './RemoteTile';
import { strings } from './strings';
import { Toasts } from './Toasts';
import { Waiting } from './Waiting';

export interface InCallProps {
  app: App;
  controller: CallController;
  snapshot: CallSnapshot;
  call: Extract<Stage, { at: 'in-call' }>;
  /** False where nobody else can come in. */
  open?: boolean;
}

export function InCall(props: InCallProps) {
  const { app, controller, snapshot, call, open = true } = props;
  const { state, streams, link } = snapshot;
  const [inviting, setInviting] = useState(false);
  const chatButton = useRef<HTMLButtonElement>(null);
  const toggleChat = () => controller.dispatch({ type: 'chat-toggled' });
  useShortcuts({
    m: () => controller.dispatch({ type: 'microphone-toggled' }),
    v: () => controller.dispatch({ type: 'camera-toggled' }),
    c: toggleChat,
  });
  const count = call.remotes.length;
  const tiles = count > 1 ? count + 1 : count;
  return (
    <div className={css.stage} data-chat={call.chat.open || undefined}>
      <PageTitle title={strings.call.title(state.title ?? state.call, count)} />
      <PageHeading className="visually-hidden">{state.title ?? state.call}</PageHeading>
      <CallBar {...props} />
      <main className={css.main}>
        <ul className={css.grid} data-tiles={gridSize(tiles)} aria-label={strings.call.participants}>
          {call.remotes.map((remote) => (
            <RemoteTile
              key={remote.place}
              app={app}
              controller={controller}
              remote={remote}
              stream={streams.get(remote.participant.id)}
              alone={count === 1}
            />
          ))}
          {count > 1 && (
            <li>
              <OwnTile snapshot={snapshot} corner={false} />
            </li>
          )}
        </ul>
        {count === 0 && <Waiting link={link} />}
        {count <= 1 && <OwnTile snapshot={snapshot} corner />}
      </main>
      {call.chat.open && (
        <ChatPanel
          controller={controller}
          call={call}
          close={() => {
            toggleChat();
            chatButton.current?.focus();
          }}
        />
      )}
      <Controls
        controller={controller}
        local={state.local}
        call={call}
        chatButton={chatButton}
        toggleChat={toggleChat}
        invite={open ? () => setInviting(true) : undefined}
      />
      {count > 0 && <FileDrop controller={controller} />}
      {inviting && <InviteDialog link={link} close={() => setInviting(false)} />}
      <Toasts controller={controller} toasts={state.toasts} />
      {state.link.at === 'closed' && (
        <div className={css.closed}>
          <LinkClosed code={state.link.code} controller={controller} />
        </div>
      )}
    </div>
  );
}

/** The smallest square grid that holds so many tiles. */
function gridSize(tiles: number): number {
  return Math.ceil(Math.sqrt(tiles)) ** 2;
}
