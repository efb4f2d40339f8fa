import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import css from './RoundButton.module.css';

type Props = Omit<ComponentProps<'button'>, 'children'> & {
  icon: LucideIcon;
  label: string;
  /** Something is turned off: the button says so by its color. */
  off?: boolean;
  pressed?: boolean;
  look?: 'stage' | 'danger';
  size?: 'usual' | 'small';
  badge?: ReactNode;
};

/** A button that is an icon; its name is read aloud and shown when pointed at. */
export function RoundButton({
  icon: Icon,
  label,
  off = false,
  pressed,
  look = 'stage',
  size = 'usual',
  badge,
  ...rest
}: Props) {
  return (
    <button
      type="button"
      className={css.button}
      data-look={look}
      data-size={size}
      data-off={off || undefined}
      aria-label={label}
      aria-pressed={pressed}
      {...rest}
    >
      <Icon size={size === 'small' ? 18 : 22} aria-hidden="true" />
      {badge}
      <span className={css.tip} aria-hidden="true">
        {label}
      </span>
    </button>
  );
}
