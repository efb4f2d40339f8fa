import { useRef, useState } from 'react';
import type { App } from '../app/app';
import type { CallController, CallSnapshot } from '../app/callController';
import type { Stage } from '../call/state';
import { CallBar } from './CallBar';
import { ChatPanel } from './ChatPanel';
import { Controls } from './Controls';
import { DevicesDialog } from './DevicesDialog';
import { FileDrop } from './FileDrop';
import { useHeldSpace, useShortcuts } from './hooks';
import css from './InCall.module.css';
import { InviteDialog } from './InviteDialog';
import { LinkClosed } from './LinkClosed';
import { OwnShare } from './OwnShare';
import { OwnTile } from './OwnTile';
import { PageHeading } from './PageHeading';
import { PageTitle } from './PageTitle';
import { RemoteTile } from './RemoteTile';
import { SharedScreen } from './SharedScreen';
import { ShortcutsDialog } from './ShortcutsDialog';
import { Statistics } from './Statistics';
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
  /** False where no screen could be shown. */
  shareable?: boolean;
}

export function InCall(props: InCallProps) {
  const { app, controller, snapshot, call, open = true, shareable = true } = props;
  const { state, streams, shares, link } = snapshot;
  const [inviting, setInviting] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [helping, setHelping] = useState(false);
  const chatButton = useRef<HTMLButtonElement>(null);
  const toggleChat = () => controller.dispatch({ type: 'chat-toggled' });
  useShortcuts({
    m: () => controller.dispatch({ type: 'microphone-toggled' }),
    v: () => controller.dispatch({ type: 'camera-toggled' }),
    c: toggleChat,
    s: controller.quality.toggle,
    '?': () => setHelping(true),
  });
  useHeldSpace(controller.pressToTalk, controller.releaseTalk);
  const count = call.remotes.length;
  const screens = call.remotes.flatMap(({ place, participant, sharing }) => {
    const stream = shares.get(participant.id);
    return sharing && stream !== undefined ? [{ place, participant, stream }] : [];
  });
  const corner = count <= 1 && screens.length === 0;
  const tiles = corner ? count : count + 1;
  return (
    <div className={css.stage} data-chat={call.chat.open || undefined}>
      <PageTitle title={strings.call.title(state.title ?? state.call, count)} />
      <PageHeading className="visually-hidden">{state.title ?? state.call}</PageHeading>
      <CallBar {...props} />
      <main className={css.main} data-sharing={screens.length > 0 || undefined}>
        {screens.length > 0 && (
          <div className={css.screens}>
            {screens.map(({ place, participant, stream }) => (
              <SharedScreen
                key={place}
                participant={participant}
                stream={stream}
                speaker={snapshot.local.chosen.speaker}
              />
            ))}
          </div>
        )}
        <ul className={css.grid} data-tiles={gridSize(tiles)} aria-label={strings.call.participants}>
          {call.remotes.map((remote) => (
            <RemoteTile
              key={remote.place}
              app={app}
              controller={controller}
              remote={remote}
              stream={streams.get(remote.participant.id)}
              speaker={snapshot.local.chosen.speaker}
              alone={count === 1}
            />
          ))}
          {!corner && (
            <li>
              <OwnTile snapshot={snapshot} corner={false} />
            </li>
          )}
        </ul>
        {count === 0 && <Waiting link={link} />}
        {corner && <OwnTile snapshot={snapshot} corner />}
        {call.share === 'on' && (
          <OwnShare
            content={call.shareContent}
            choose={(content) => controller.dispatch({ type: 'share-content-chosen', content })}
            stop={() => controller.dispatch({ type: 'share-pressed' })}
          />
        )}
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
        devices={() => setChoosing(true)}
        shareable={shareable && controller.canShare}
        invite={open ? () => setInviting(true) : undefined}
      />
      {count > 0 && <FileDrop controller={controller} />}
      {inviting && <InviteDialog link={link} close={() => setInviting(false)} />}
      {choosing && <DevicesDialog controller={controller} snapshot={snapshot} close={() => setChoosing(false)} />}
      <Statistics controller={controller} remotes={call.remotes} />
      {helping && <ShortcutsDialog close={() => setHelping(false)} />}
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
