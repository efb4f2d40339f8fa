import { lazy, Suspense, useRef, useState } from 'react';
import type { App } from '../app/app';
import type { CallController, CallSnapshot } from '../app/callController';
import { isStopped } from '../call/select';
import type { Stage } from '../call/state';
import { CallBar } from './CallBar';
import { ChatPanel } from './ChatPanel';
import { Controls } from './Controls';
import { DevicesDialog } from './DevicesDialog';
import { FileDrop } from './FileDrop';
import { toggleFullScreen, useHeldSpace, useShortcuts, useStore } from './hooks';
import css from './InCall.module.css';
import { InviteDialog } from './InviteDialog';
import { LinkClosed } from './LinkClosed';
import { OwnShare } from './OwnShare';
import { PageHeading } from './PageHeading';
import { PageTitle } from './PageTitle';
import { ShortcutsDialog } from './ShortcutsDialog';
import { Statistics } from './Statistics';
import { CallStage } from './stage/CallStage';
import { sceneOf } from './stage/scene';
import { usePictureInPicture } from './stage/usePictureInPicture';
import { strings } from './strings';
import { Toasts } from './Toasts';
import { Waiting } from './Waiting';

/** Guests need nothing of it. */
const HostLayer = lazy(() => import('./host/HostLayer'));
const PictureInPicture = lazy(() => import('./stage/PictureInPicture'));

export interface InCallProps {
  app: App;
  controller: CallController;
  snapshot: CallSnapshot;
  call: Extract<Stage, { at: 'in-call' }>;
  /** False where nobody else can come in. */
  open?: boolean;
  /** False where the other side is another program, which knows neither screens nor gestures. */
  shareable?: boolean;
}

export function InCall(props: InCallProps) {
  const { app, controller, snapshot, call, open = true, shareable = true } = props;
  const { state, shares, link } = snapshot;
  const [inviting, setInviting] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [helping, setHelping] = useState(false);
  const chatButton = useRef<HTMLButtonElement>(null);
  const toggleChat = () => controller.dispatch({ type: 'chat-toggled' });
  const view = useStore(controller.view);
  const { speaker } = useStore(controller.talking);
  const screens = call.remotes.filter(
    (remote) => remote.sharing && shares.has(remote.participant.id) && !isStopped(remote, 'share'),
  );
  const scene = sceneOf(
    call,
    screens.map(({ place }) => place),
    view,
    speaker,
  );
  const inset = usePictureInPicture();
  const share = shareable && controller.canShare;
  useShortcuts({
    m: () => controller.dispatch({ type: 'microphone-toggled' }),
    v: () => controller.dispatch({ type: 'camera-toggled' }),
    c: toggleChat,
    s: controller.quality.toggle,
    f: toggleFullScreen,
    0: () => controller.view.pin(undefined),
    ...(shareable ? { h: () => controller.dispatch({ type: 'hand-pressed' }) } : {}),
    ...(share ? { d: () => controller.dispatch({ type: 'share-pressed' }) } : {}),
    ...Object.fromEntries(scene.pinnable.map((tile, index) => [index + 1, () => controller.view.pin(tile)])),
    '?': () => setHelping(true),
  });
  useHeldSpace(controller.pressToTalk, controller.releaseTalk);
  const count = call.remotes.length;
  return (
    <div className={css.stage} data-chat={call.chat.open || undefined}>
      <PageTitle title={strings.call.title(state.title ?? state.call, count)} />
      <PageHeading className="visually-hidden">{state.title ?? state.call}</PageHeading>
      <CallBar {...props} />
      <main className={css.main}>
        <CallStage app={app} controller={controller} snapshot={snapshot} call={call} scene={scene} />
        {count === 0 && <Waiting link={link} />}
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
        you={state.you}
        call={call}
        chatButton={chatButton}
        toggleChat={toggleChat}
        more={{
          view: controller.view,
          devices: () => setChoosing(true),
          shortcuts: () => setHelping(true),
          pictureInPicture: inset.toggle,
        }}
        gestures={shareable}
        shareable={share}
        invite={open ? () => setInviting(true) : undefined}
      />
      {count > 0 && <FileDrop controller={controller} />}
      {inviting && (
        <InviteDialog link={controller.links.guest} viewLink={controller.links.view} close={() => setInviting(false)} />
      )}
      {choosing && <DevicesDialog controller={controller} snapshot={snapshot} close={() => setChoosing(false)} />}
      <Statistics controller={controller} remotes={call.remotes} />
      {helping && <ShortcutsDialog close={() => setHelping(false)} />}
      <Suspense>
        {inset.opened !== undefined && (
          <PictureInPicture inset={inset.opened} controller={controller} snapshot={snapshot} call={call} />
        )}
      </Suspense>
      {call.role === 'host' && (
        <Suspense>
          <HostLayer controller={controller} call={call} />
        </Suspense>
      )}
      <Toasts controller={controller} toasts={state.toasts} />
      {state.link.at === 'closed' && (
        <div className={css.closed}>
          <LinkClosed code={state.link.code} controller={controller} />
        </div>
      )}
    </div>
  );
}
