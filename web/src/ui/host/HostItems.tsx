import { MicOff, ScreenShareOff, ShieldBan, UserCheck, UserMinus, UserX, VideoOff } from 'lucide-react';
import type { CallController } from '../../app/callController';
import type { HostAct, MediaKind } from '../../call/hosts';
import { isStopped } from '../../call/select';
import type { Remote } from '../../call/state';
import { MenuItem } from '../Menu';
import { strings } from '../strings';

const ICONS = { audio: MicOff, video: VideoOff, share: ScreenShareOff } as const;

/** What a host can do with one other person. */
export default function HostItems({ controller, remote }: { controller: CallController; remote: Remote }) {
  const { id, name, media, role } = remote.participant;
  const host = role === 'host';
  const words = strings.host;
  const act = (act: HostAct) => controller.dispatch({ type: 'host-acted', act });
  const sent: Record<MediaKind, boolean> = {
    audio: media.audio,
    video: media.video,
    share: remote.sharing && !isStopped(remote, 'share'),
  };
  return (
    <>
      {(['audio', 'video', 'share'] as const)
        .filter((what) => sent[what])
        .map((what) => (
          <MenuItem
            key={what}
            icon={ICONS[what]}
            run={() => act({ type: 'muteParticipant', body: { participant: id, what } })}
          >
            {words.stop(what, name)}
          </MenuItem>
        ))}
      <MenuItem
        icon={host ? UserMinus : UserCheck}
        run={() => act({ type: 'setRole', body: { participant: id, role: host ? 'guest' : 'host' } })}
      >
        {host ? words.unmake : words.make}
      </MenuItem>
      <MenuItem icon={UserX} data-look="danger" run={() => controller.question.set({ id, name, block: false })}>
        {words.remove}
      </MenuItem>
      <MenuItem icon={ShieldBan} data-look="danger" run={() => controller.question.set({ id, name, block: true })}>
        {words.block}
      </MenuItem>
    </>
  );
}
