import {
  Ellipsis,
  EyeOff,
  Keyboard,
  LayoutGrid,
  Maximize,
  Minimize,
  PictureInPicture2,
  Presentation,
  SlidersHorizontal,
  SquareUser,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { ViewStore } from '../app/view';
import { toggleFullScreen, useFullScreen, useStore } from './hooks';
import { Menu, MenuItem } from './Menu';
import css from './MoreMenu.module.css';
import { strings } from './strings';

export interface MoreProps {
  view: ViewStore;
  devices(): void;
  shortcuts(): void;
  /** Undefined where the browser has none. */
  pictureInPicture: (() => void) | undefined;
}

/** What is needed rarely, or, on a phone, has no room in the bar. */
export function MoreMenu({
  view,
  devices,
  shortcuts,
  pictureInPicture,
  children,
}: MoreProps & { children: ReactNode }) {
  const { layout, ownHidden } = useStore(view);
  const whole = useFullScreen() !== null;
  const words = strings.more;
  return (
    <Menu icon={Ellipsis} label={words.more}>
      {children}
      <fieldset className={css.layouts} aria-label={words.layout}>
        <MenuItem icon={LayoutGrid} aria-pressed={layout === 'tiles'} run={() => view.remember({ layout: 'tiles' })}>
          {words.tiles}
        </MenuItem>
        <MenuItem
          icon={Presentation}
          aria-pressed={layout === 'speaker'}
          run={() => view.remember({ layout: 'speaker' })}
        >
          {words.speaker}
        </MenuItem>
      </fieldset>
      <MenuItem icon={ownHidden ? SquareUser : EyeOff} run={() => view.remember({ ownHidden: !ownHidden })}>
        {ownHidden ? words.showOwn : strings.tile.hideOwn}
      </MenuItem>
      {document.fullscreenEnabled && (
        <MenuItem icon={whole ? Minimize : Maximize} run={toggleFullScreen}>
          {whole ? strings.share.leaveFullScreen : strings.share.fullScreen}
        </MenuItem>
      )}
      {pictureInPicture !== undefined && (
        <MenuItem icon={PictureInPicture2} run={pictureInPicture}>
          {words.pictureInPicture}
        </MenuItem>
      )}
      <MenuItem icon={SlidersHorizontal} run={devices}>
        {strings.controls.devices}
      </MenuItem>
      <MenuItem icon={Keyboard} run={shortcuts}>
        {strings.shortcuts.heading}
      </MenuItem>
    </Menu>
  );
}
