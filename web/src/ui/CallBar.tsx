import { Lock } from 'lucide-react';
import type { App } from '../app/app';
import { worstPeer } from '../call/select';
import type { LinkState } from '../call/state';
import css from './CallBar.module.css';
import { useStore } from './hooks';
import type { InCallProps } from './InCall';
import { RecordButton } from './RecordButton';
import { clockText, peerStatus, strings } from './strings';

/** Where people look when something feels wrong: which call this is, how long, and how it is connected. */
export function CallBar({ app, controller, snapshot, call, shareable = true }: InCallProps) {
  const { state } = snapshot;
  const now = useStore(app.environment.ticker);
  const worst = worstPeer(call.remotes);
  return (
    <header className={css.bar}>
      <p className={css.name}>{state.title ?? state.call}</p>
      <p className={css.time}>
        <span className="visually-hidden">{strings.call.duration} </span>
        {clockText(now - call.joinedAt)}
      </p>
      {call.locked && (
        <p className={css.locked} title={strings.host.lockedHint}>
          <Lock size={16} aria-hidden="true" />
          {strings.host.locked}
        </p>
      )}
      <span className={css.space} />
      <LinkText app={app} link={state.link} rejoining={call.rejoining} alone={call.remotes.length === 0} />
      {worst !== undefined && (
        <p
          className={css.status}
          data-state={worst.peer.at}
          data-lossy={isLossy(worst.peer) || undefined}
          role="status"
        >
          <i aria-hidden="true" />
          {peerStatus(worst.peer, worst.participant.name, now)}
        </p>
      )}
      <RecordButton controller={controller} call={call} both={shareable} />
    </header>
  );
}

interface LinkProps {
  app: App;
  link: LinkState;
  rejoining: boolean;
  alone: boolean;
}

const NEWS_AFTER_MILLIS = 2000;

/** The server may come and go; the call does not need it. A dot and a few words are enough. */
function LinkText({ app, link, rejoining, alone }: LinkProps) {
  const now = useStore(app.environment.ticker);
  const news = (link.at === 'waiting' && now - link.since > NEWS_AFTER_MILLIS) || rejoining;
  if (!news) return null;
  return (
    <p className={css.link} role="status">
      <i aria-hidden="true" />
      {linkWords(link, alone)}
    </p>
  );
}

function linkWords(link: LinkState, alone: boolean): string {
  if (link.at === 'waiting' && link.restarting) return strings.call.restarting;
  return alone ? strings.call.linkLostAlone : strings.call.linkLost;
}

function isLossy(peer: { at: string; lossy?: boolean }): boolean {
  return peer.lossy === true;
}
