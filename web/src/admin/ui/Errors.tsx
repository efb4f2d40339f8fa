import type { Overview } from '../model';
import { agoWords } from '../words';
import css from './Errors.module.css';
import { Nothing, Section } from './Section';

/** More than these are shown on demand. */
const SHOWN = 6;

const SOURCES: Readonly<Record<string, string>> = { calls: 'Calls', relay: 'Relay', server: 'Server' };

export function Errors({ errors, now }: { errors: Overview['errors']; now: number }) {
  const lines = (part: Overview['errors']) => (
    <ul className={css.list}>
      {part.map(({ at, source, text, count }) => (
        <li key={source + text + at}>
          <span className={css.source}>{SOURCES[source] ?? source}</span>
          <span className={css.text}>
            {text}
            {count > 1 && <span className={css.count}> {count} times</span>}
          </span>
          <time className={css.at} dateTime={at}>
            {agoWords(now - Date.parse(at))}
          </time>
        </li>
      ))}
    </ul>
  );
  return (
    <Section heading="What went wrong">
      {errors.length === 0 ? <Nothing>Nothing, since the server was started.</Nothing> : lines(errors.slice(0, SHOWN))}
      {errors.length > SHOWN && (
        <details className={css.more}>
          <summary>{errors.length - SHOWN} more</summary>
          {lines(errors.slice(SHOWN))}
        </details>
      )}
    </Section>
  );
}
