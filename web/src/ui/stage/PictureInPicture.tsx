import { Mic, MicOff, Phone } from 'lucide-react';
import { useLayoutEffect } from 'react';
import { createPortal } from 'react-dom';
import { sentMedia } from '../../call/state';
import { Avatar } from '../Avatar';
import type { InCallProps } from '../InCall';
import { RoundButton } from '../RoundButton';
import { strings } from '../strings';
import { Video } from '../Video';
import css from './PictureInPicture.module.css';

type Props = Pick<InCallProps, 'controller' | 'snapshot' | 'call'> & { inset: Window };

/** The others, and the two buttons that cannot wait, in a window that stays above all others. */
export default function PictureInPicture({ inset, controller, snapshot, call }: Props) {
  useLayoutEffect(() => {
    inset.document.title = strings.product;
    inset.document.documentElement.lang = document.documentElement.lang;
    for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style')) {
      inset.document.head.append(sheet.cloneNode(true));
    }
  }, [inset]);
  const { audio } = sentMedia(snapshot.state.local);
  const words = strings.controls;
  return createPortal(
    <main className={css.inset}>
      <ul className={css.others} aria-label={strings.call.participants}>
        {call.remotes.map(({ place, participant, sharing }) => {
          const screen = sharing ? snapshot.shares.get(participant.id) : undefined;
          const { name, media } = participant;
          return (
            <li key={place} data-screen={screen !== undefined || undefined}>
              <Avatar name={name} />
              {(media.video || screen !== undefined) && (
                // The page that this window belongs to gives the sound.
                <Video
                  stream={screen ?? snapshot.streams.get(participant.id)}
                  muted
                  aria-label={screen === undefined ? strings.call.video(name) : strings.share.of(name)}
                />
              )}
              <p>{name}</p>
            </li>
          );
        })}
      </ul>
      <div className={css.bar} role="toolbar" aria-label={words.group}>
        <RoundButton
          icon={audio ? Mic : MicOff}
          label={audio ? words.mute : words.unmute}
          off={!audio}
          size="small"
          onClick={() => controller.dispatch({ type: 'microphone-toggled' })}
        />
        <RoundButton
          icon={Phone}
          look="danger"
          label={words.leave}
          size="small"
          onClick={() => controller.dispatch({ type: 'leave-pressed' })}
        />
      </div>
    </main>,
    inset.document.body,
  );
}
