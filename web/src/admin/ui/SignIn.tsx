import type { FormEvent } from 'react';
import { Brand } from '../../ui/Brand';
import { Button } from '../../ui/Button';
import type { Refusal } from '../client';
import { refusalWords } from '../words';
import css from './SignIn.module.css';

interface Props {
  why: Refusal | undefined;
  checking: boolean;
  signIn(key: string): Promise<void>;
}

export function SignIn({ why, checking, signIn }: Props) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem('key') as HTMLInputElement;
    if (field.value.trim() === '') field.focus();
    else void signIn(field.value);
  };
  return (
    <div className={css.page}>
      <header className={css.header}>
        <Brand />
      </header>
      <main className={css.main}>
        <h1>Look after this server</h1>
        <p className={css.explain}>
          With an admin key you see its calls, what it relays and what went wrong. The key stays in this tab.
        </p>
        <form className={css.form} onSubmit={submit}>
          <label htmlFor="key">Admin key</label>
          <input
            id="key"
            name="key"
            type="password"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={200}
            aria-describedby="where"
            aria-invalid={why !== undefined}
          />
          <Button look="primary" type="submit" disabled={checking}>
            {checking ? 'Signing in…' : 'Sign in'}
          </Button>
          <div role="alert">{why !== undefined && <p className={css.error}>{refusalWords[why]}</p>}</div>
        </form>
        <p id="where" className={css.hint}>
          <code>./tincan api-key create --admin --name NAME</code> prints one.
        </p>
      </main>
    </div>
  );
}
