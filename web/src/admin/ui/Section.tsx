import { type ReactNode, useId } from 'react';
import css from './Section.module.css';

interface Props {
  heading: string;
  /** Said beside the heading. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Section({ heading, aside, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className={css.top}>
        <h2 id={id}>{heading}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return <p className={css.nothing}>{children}</p>;
}
