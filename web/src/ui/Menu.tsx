import type { LucideIcon } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import css from './Menu.module.css';
import { RoundButton } from './RoundButton';

interface Props extends ComponentProps<typeof RoundButton> {
  /** What it is made of is drawn only while it is open. */
  children: ReactNode;
}

/** A button that opens something small beside it; the browser closes it on Escape and on clicks elsewhere. */
export function Menu({ children, ...button }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <RoundButton {...button} popoverTarget={id} />
      <fieldset
        id={id}
        popover="auto"
        aria-label={button.label}
        className={css.menu}
        onBeforeToggle={(event) => {
          setOpen(event.newState === 'open');
          if (event.newState === 'open') putBeside(event.currentTarget);
        }}
      >
        {open && children}
      </fieldset>
    </>
  );
}

type ItemProps = Omit<ComponentProps<'button'>, 'onClick'> & { icon: LucideIcon; run(item: HTMLElement): void };

/** Closes the menu before it does what it says, so that the focus is on the menu's button again. */
export function MenuItem({ icon: Icon, run, children, ...rest }: ItemProps) {
  return (
    <button
      type="button"
      className={css.item}
      onClick={(event) => {
        event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
        run(event.currentTarget);
      }}
      {...rest}
    >
      <Icon size={20} aria-hidden="true" />
      {children}
    </button>
  );
}

/** Above or below its button, wherever more room is. */
function putBeside(menu: HTMLElement): void {
  const button = menu.previousElementSibling;
  if (button === null) return;
  const { top, bottom, left, width } = button.getBoundingClientRect();
  const { innerHeight } = window;
  const above = top + bottom > innerHeight;
  menu.style.setProperty('--x', `${left + width / 2}px`);
  menu.style.setProperty('--top', above ? 'auto' : `${bottom + 8}px`);
  menu.style.setProperty('--bottom', above ? `${innerHeight - top + 8}px` : 'auto');
  menu.style.setProperty('--room', `${above ? top - 16 : innerHeight - bottom - 16}px`);
}
