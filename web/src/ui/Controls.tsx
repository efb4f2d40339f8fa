import {
  MessageSquare,
  Mic,
  MicOff,
  Phone,
  ScreenShare,
  ScreenShareOff,
  SlidersHorizontal,
  UserPlus,
  Video as VideoIcon,
  VideoOff,
  X,
} from 'lucide-react';
import type { RefObject } from 'react';
import type { CallController } from '../app/callController';
import { type Local, type Stage, sentMedia } from '../call/state';
import css from './Controls.module.css';
import { RoundButton } from './RoundButton';
import { strings } from './strings';

interface Props {
  controller: CallController;
  local: Local;
  call: Extract<Stage, { at: 'in-call' }>;
  chatButton: RefObject<HTMLButtonElement | null>;
  toggleChat(): void;
  devices(): void;
  /** Undefined where nobody else can come in. */
  invite: (() => void) | undefined;
  /** Whether a screen can be shown to the others. */
  shareable: boolean;
}

export function Controls(props: Props) {
  const { controller, local, call, chatButton, toggleChat, devices, invite, shareable } = props;
  const { dispatch } = controller;
  const sent = sentMedia(local);
  const words = strings.controls;
  const { unread, open } = call.chat;
  return (
    <div className={css.bar} role="toolbar" aria-label={words.group}>
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
      {shareable && (
        <RoundButton
          icon={call.share === 'on' ? ScreenShareOff : ScreenShare}
          label={call.share === 'on' ? strings.share.stop : strings.share.start}
          onClick={() => dispatch({ type: 'share-pressed' })}
        />
      )}
      <span className={css.gap} />
      <RoundButton
        ref={chatButton}
        icon={MessageSquare}
        label={words.chat}
        pressed={open}
        onClick={toggleChat}
        aria-describedby={unread > 0 ? 'unread' : undefined}
        badge={
          unread > 0 && (
            <span className={css.badge} aria-hidden="true">
              {Math.min(unread, 99)}
            </span>
          )
        }
      />
      <span id="unread" className="visually-hidden" aria-live="polite">
        {unread > 0 && words.chatUnread(unread)}
      </span>
      {invite !== undefined && (
        <RoundButton icon={UserPlus} label={words.invite} onClick={invite} aria-haspopup="dialog" />
      )}
      <RoundButton icon={SlidersHorizontal} label={words.devices} onClick={devices} aria-haspopup="dialog" />
      <span className={css.gap} />
      {call.host && (
        <button type="button" className={css.end} onClick={() => dispatch({ type: 'end-pressed' })}>
          <X size={20} aria-hidden="true" />
          <span>{words.end}</span>
        </button>
      )}
      <RoundButton icon={Phone} look="danger" label={words.leave} onClick={() => dispatch({ type: 'leave-pressed' })} />
    </div>
  );
}
