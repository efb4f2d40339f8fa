import { Mic, Video as VideoIcon, Volume2 } from 'lucide-react';
import type { CallController } from '../app/callController';
import type { LocalMedia } from '../app/capture';
import css from './DevicePickers.module.css';
import { strings } from './strings';

interface Props {
  controller: CallController;
  media: LocalMedia;
  /** Before a call there is nothing to hear. */
  speaker?: boolean;
}

export function DevicePickers({ speaker = false, ...props }: Props) {
  return (
    <div className={css.pickers}>
      <Picker {...props} device="audio" label={strings.lobby.microphone} icon={Mic} />
      <Picker {...props} device="video" label={strings.lobby.camera} icon={VideoIcon} />
      {speaker && <Picker {...props} device="speaker" label={strings.devices.speaker} icon={Volume2} />}
    </div>
  );
}

function Picker({
  controller,
  media,
  device,
  label,
  icon: Icon,
}: Omit<Props, 'speaker'> & { device: keyof LocalMedia['choices']; label: string; icon: typeof Mic }) {
  const choices = media.choices[device].filter((choice) => choice.label !== '');
  if (choices.length === 0) return null;
  return (
    <label className={css.picker}>
      <Icon size={18} aria-hidden="true" />
      <span className="visually-hidden">{label}</span>
      <select
        value={media.chosen[device] ?? choices[0]?.id}
        onChange={(event) => controller.chooseDevice(device, event.target.value)}
      >
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}
