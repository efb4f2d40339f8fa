import type { ReactNode } from 'react';
import { Button } from './Button';
import css from './Notice.module.css';

interface Props {
  heading: string;
  why: string;
  action: { label: string; run(): void };
  children?: ReactNode;
}

export function Notice({ heading, why, action, children }: Props) {
  return (
    <div className={css.notice} role="alert">
      {children}
      <p className={css.heading}>{heading}</p>
      <p className={css.why}>{why}</p>
      <Button onClick={action.run}>{action.label}</Button>
    </div>
  );
}
