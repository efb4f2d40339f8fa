import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/Button';
import type { AdminDesk } from '../desk';
import type { CreatedKey, Key, KeyList } from '../model';
import { agoWords } from '../words';
import { Confirm } from './Confirm';
import css from './Keys.module.css';
import { Nothing, Section } from './Section';

interface Props {
  desk: AdminDesk;
  keys: KeyList | undefined;
  created: CreatedKey | undefined;
  now: number;
}

export function Keys({ desk, keys, created, now }: Props) {
  const [revoking, setRevoking] = useState<Key>();
  const inUse = keys?.keys.filter(({ revokedAt }) => revokedAt === undefined) ?? [];
  const revoked = keys?.keys.filter(({ revokedAt }) => revokedAt !== undefined) ?? [];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = form.elements.namedItem('name') as HTMLInputElement;
    const admin = form.elements.namedItem('admin') as HTMLInputElement;
    if (name.value.trim() === '') {
      name.focus();
      return;
    }
    void desk.createKey(name.value.trim(), admin.checked);
    form.reset();
  };
  return (
    <Section heading="API keys">
      {keys === undefined ? (
        <Nothing>Loading…</Nothing>
      ) : (
        <ul className={css.list}>
          {inUse.map((key) => (
            <li key={key.id}>
              <span className={css.name}>
                {key.name}
                {key.admin && <span className={css.mark}>Admin</span>}
                {key.id === keys.yours && <span className={css.mark}>This one</span>}
              </span>
              <span className={css.soft}>
                <code>{key.id}</code>, made {agoWords(now - Date.parse(key.createdAt))}
              </span>
              <Button className={css.small} onClick={() => setRevoking(key)} aria-label={`Revoke ${key.name}`}>
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      {created !== undefined && (
        <div className={css.created} role="status">
          <p>
            <strong>{created.name}</strong> has this key. Copy it now: it is not shown again.
          </p>
          <code className={css.secret}>{created.key}</code>
          <Button look="plain" onClick={desk.forgetCreated}>
            I have copied it
          </Button>
        </div>
      )}
      <form className={css.form} onSubmit={submit}>
        <input
          name="name"
          aria-label="Name of a new key"
          placeholder="What a new key is for"
          maxLength={60}
          autoComplete="off"
        />
        <label>
          <input name="admin" type="checkbox" /> Admin
        </label>
        <Button type="submit" className={css.small}>
          Create key
        </Button>
      </form>
      {revoked.length > 0 && (
        <details className={css.more}>
          <summary>{revoked.length} revoked</summary>
          <ul className={css.list}>
            {revoked.map((key) => (
              <li key={key.id}>
                <span className={css.name}>{key.name}</span>
                <span className={css.soft}>
                  <code>{key.id}</code>
                  {key.revokedAt !== undefined && `, revoked ${agoWords(now - Date.parse(key.revokedAt))}`}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {revoking !== undefined && (
        <Confirm
          heading={`Revoke “${revoking.name}”?`}
          act="Revoke key"
          close={() => setRevoking(undefined)}
          run={() => void desk.revokeKey(revoking.id)}
        >
          {revoking.id === keys?.yours
            ? 'This is the key you are signed in with: you will be signed out, and without another admin key this page is gone.'
            : 'Programs that use it are refused from then on. This cannot be undone.'}
        </Confirm>
      )}
    </Section>
  );
}
