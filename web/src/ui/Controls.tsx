import {
  Hand,
  Lock,
  LockOpen,
  MessageSquare,
  Mic,
  MicOff,
  Phone,
  ScreenShare,
  ScreenShareOff,
  UserMinus,
  UserPlus,
  Video as VideoIcon,
  VideoOff,
  X,
} from 'lucide-react';
import type { RefObject } from 'react';
import type { CallController } from '../app/callController';
import type { HostAct, ParticipantId } from '../call/hosts';
import { type Local, type Remote, type Stage, sentMedia } from '../call/state';
import css from './Controls.module.css';
import { usePhone } from './hooks';
import { MenuItem } from './Menu';
import { MoreMenu, type MoreProps } from './MoreMenu';
import { ReactionsMenu } from './ReactionsMenu';
import { RoundButton } from './RoundButton';
import { strings } from './strings';

interface Props {
  controller: CallController;
  local: Local;
  you: ParticipantId | undefined;
  call: Extract<Stage, { at: 'in-call' }>;
  chatButton: RefObject<HTMLButtonElement | null>;
  toggleChat(): void;
  more: MoreProps;
  /** Undefined where nobody else can come in. */
  invite: (() => void) | undefined;
  /** Whether a screen can be shown to the others. */
  shareable: boolean;
  /** Whether the others understand gestures. */
  gestures: boolean;
}

const isHost = ({ participant }: Remote) => participant.role === 'host';

export function Controls(props: Props) {
  const { controller, local, you, call, chatButton, toggleChat, more, invite, shareable, gestures } = props;
  const { dispatch } = controller;
  const phone = usePhone();
  const sent = sentMedia(local);
  const viewing = call.role === 'viewer';
  const words = strings.controls;
  const { unread, open } = call.chat;
  const raised = call.gestures.hands.has('me');
  const share = {
    icon: call.share === 'on' ? ScreenShareOff : ScreenShare,
    label: call.share === 'on' ? strings.share.stop : strings.share.start,
    run: () => dispatch({ type: 'share-pressed' }),
  };
  const end = () => dispatch({ type: 'end-pressed' });
  const act = (act: HostAct) => dispatch({ type: 'host-acted', act });
  return (
    <div className={css.controls}>
      <div className={css.bar} role="toolbar" aria-label={words.group}>
        {!viewing && (
          <>
            <RoundButton
              icon={sent.audio ? Mic : MicOff}
              label={sent.audio ? words.mute : words.unmute}
              off={!sent.audio}
              onClick={() => dispatch({ type: 'microphone-toggled' })}
            />
            <RoundButton
              icon={sent.video ? VideoIcon : VideoOff}
              label={sent.video ? words.cameraOff : words.cameraOn}
              off={!sent.video}
              onClick={() => dispatch({ type: 'camera-toggled' })}
            />
          </>
        )}
        {shareable && !viewing && !phone && <RoundButton icon={share.icon} label={share.label} onClick={share.run} />}
        <span className={css.gap} />
        <RoundButton
          ref={chatButton}
          icon={MessageSquare}
          label={words.chat}
          pressed={open}
          onClick={toggleChat}
          aria-describedby={unread > 0 ? 'unread' : undefined}
          badge={unread > 0 && <span className={css.badge} data-count={Math.min(unread, 99)} aria-hidden="true" />}
        />
        <span id="unread" className="visually-hidden" aria-live="polite">
          {unread > 0 && words.chatUnread(unread)}
        </span>
        {gestures && <ReactionsMenu controller={controller} hand={phone} raised={raised} />}
        {gestures && !phone && (
          <RoundButton
            icon={Hand}
            label={raised ? strings.gestures.lower : strings.gestures.raise}
            off={raised}
            onClick={() => dispatch({ type: 'hand-pressed' })}
          />
        )}
        {invite !== undefined && !phone && (
          <RoundButton icon={UserPlus} label={words.invite} onClick={invite} aria-haspopup="dialog" />
        )}
        <MoreMenu {...more}>
          {phone && shareable && !viewing && (
            <MenuItem icon={share.icon} run={share.run}>
              {share.label}
            </MenuItem>
          )}
          {phone && invite !== undefined && (
            <MenuItem icon={UserPlus} run={invite}>
              {words.invite}
            </MenuItem>
          )}
          {call.role === 'host' && (
            <MenuItem
              icon={call.locked ? LockOpen : Lock}
              run={() => act({ type: 'lockCall', body: { locked: !call.locked } })}
            >
              {call.locked ? strings.host.unlock : strings.host.lock}
            </MenuItem>
          )}
          {call.role === 'host' && you !== undefined && call.remotes.some(isHost) && (
            <MenuItem icon={UserMinus} run={() => act({ type: 'setRole', body: { participant: you, role: 'guest' } })}>
              {strings.host.giveUp}
            </MenuItem>
          )}
          {phone && call.role === 'host' && (
            <MenuItem icon={X} run={end} data-look="danger">
              {words.end}
            </MenuItem>
          )}
        </MoreMenu>
        <span className={css.gap} />
        {call.role === 'host' && !phone && (
          <button type="button" className={css.end} onClick={end}>
            <X size={20} aria-hidden="true" />
            <span>{words.end}</span>
          </button>
        )}
        <RoundButton
          icon={Phone}
          look="danger"
          label={words.leave}
          onClick={() => dispatch({ type: 'leave-pressed' })}
        />
      </div>
    </div>
  );
}
