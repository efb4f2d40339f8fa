import { Hand, Smile } from 'lucide-react';
import type { CallController } from '../app/callController';
import { EMOJIS } from '../call/gestures';
import { Menu, MenuItem } from './Menu';
import css from './ReactionsMenu.module.css';
import { strings } from './strings';

interface Props {
  controller: CallController;
  /** Where the bar has no room for a button of its own. */
  hand: boolean;
  raised: boolean;
}

/** A few ways to say something without a word. */
export function ReactionsMenu({ controller, hand, raised }: Props) {
  const words = strings.gestures;
  return (
    <Menu icon={Smile} label={words.react}>
      <div className={css.emojis}>
        {EMOJIS.map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-label={words.emojis[emoji]}
            onClick={(event) => {
              event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
              controller.dispatch({ type: 'reaction-pressed', emoji });
            }}
          >
            {emoji}
          </button>
        ))}
      </div>
      {hand && (
        <MenuItem icon={Hand} run={() => controller.dispatch({ type: 'hand-pressed' })}>
          {raised ? words.lower : words.raise}
        </MenuItem>
      )}
    </Menu>
  );
}
