import { EllipsisVertical, Maximize, Minimize, Pin, PinOff, Volume2, VolumeX } from 'lucide-react';
import { lazy, type MouseEvent, Suspense } from 'react';
import type { CallController } from '../../app/callController';
import type { Sound } from '../../app/view';
import type { Remote } from '../../call/state';
import { useFullScreen } from '../hooks';
import { Menu, MenuItem } from '../Menu';
import { RoundButton } from '../RoundButton';
import { strings } from '../strings';
import css from './TileTools.module.css';

/** Guests need nothing of it. */
const HostItems = lazy(() => import('../host/HostItems'));

export interface TilePin {
  pinned: boolean;
  /** Stands in the strip beside what is large. */
  small: boolean;
  toggle(): void;
}

interface Props {
  controller: CallController;
  remote: Remote;
  /** Whether this person may act on others. */
  host: boolean;
  sound: Sound;
  pin: TilePin;
}

/** What can be done with the tile of one other person. */
export function TileTools({ controller, remote, host, sound, pin }: Props) {
  const { view } = controller;
  const { place, participant } = remote;
  const { name } = participant;
  const words = strings.tile;
  const whole = useFullScreen() instanceof HTMLLIElement;
  return (
    <div className={css.tools} data-remote="" data-pinned={pin.pinned || undefined}>
      <PinButton name={name} pin={pin} />
      <Menu icon={EllipsisVertical} label={words.options(name)} size="small">
        <label className={css.volume}>
          {sound.muted ? <VolumeX size={20} aria-hidden="true" /> : <Volume2 size={20} aria-hidden="true" />}
          <input
            type="range"
            min="0"
            max="100"
            step="5"
            aria-label={words.volume(name)}
            value={sound.muted ? 0 : Math.round(sound.volume * 100)}
            onChange={(event) =>
              view.setSound(place, { volume: Number(event.currentTarget.value) / 100, muted: false })
            }
          />
        </label>
        <MenuItem
          icon={sound.muted ? Volume2 : VolumeX}
          run={() => view.setSound(place, { muted: !sound.muted, ...(sound.volume === 0 ? { volume: 1 } : {}) })}
        >
          {sound.muted ? words.unmute : words.mute}
        </MenuItem>
        {document.fullscreenEnabled && (
          <MenuItem
            icon={whole ? Minimize : Maximize}
            run={(item) => void (whole ? document.exitFullscreen() : item.closest('li')?.requestFullscreen())}
          >
            {whole ? strings.share.leaveFullScreen : strings.share.fullScreen}
          </MenuItem>
        )}
        {host && (
          <Suspense>
            <HostItems controller={controller} remote={remote} />
          </Suspense>
        )}
      </Menu>
    </div>
  );
}

export function PinButton({ name, pin }: { name: string; pin: TilePin }) {
  return (
    <RoundButton
      icon={pin.pinned ? PinOff : Pin}
      label={pin.pinned ? strings.tile.unpin(name) : strings.tile.pin(name)}
      size="small"
      onClick={pin.toggle}
    />
  );
}

/** A shorter way for pointers: one click on a tile in the strip, two on another. */
export function pinByPointer(pin: TilePin) {
  const act = ({ target }: MouseEvent) => {
    if ((target as Element).closest('button, fieldset') === null) pin.toggle();
  };
  return pin.small ? { onClick: act } : { onDoubleClick: act };
}
