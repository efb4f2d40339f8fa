import type { ReactNode } from 'react';
import { Brand } from './Brand';
import { Button } from './Button';
import css from './Message.module.css';
import { PageTitle } from './PageTitle';

interface Action {
  label: string;
  run(): void;
}

interface Props {
  title: string;
  heading: string;
  why: ReactNode;
  action: Action;
  others?: readonly Action[];
  picture?: ReactNode;
}

/** A page that says one thing and offers one way on. */
export function Message({ title, heading, why, action, others = [], picture }: Props) {
  return (
    <div className={css.page}>
      <PageTitle title={title} />
      <header className={css.header}>
        <Brand />
      </header>
      <main className={css.main}>
        {picture}
        <h1>{heading}</h1>
        <p>{why}</p>
        <div className={css.actions}>
          <Button look="primary" onClick={action.run} autoFocus>
            {action.label}
          </Button>
          {others.map((other) => (
            <Button key={other.label} onClick={other.run}>
              {other.label}
            </Button>
          ))}
        </div>
      </main>
    </div>
  );
}
