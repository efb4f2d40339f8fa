import { ShareLink } from './ShareLink';
import { strings } from './strings';
import css from './Waiting.module.css';

/** Alone in a call there is one thing to do: bring someone in. */
export function Waiting({ link }: { link: string }) {
  return (
    <div className={css.waiting}>
      <section className={css.card} aria-labelledby="waiting">
        <h2 id="waiting">{strings.call.first}</h2>
        <p>{strings.call.firstHint}</p>
        <ShareLink link={link} />
      </section>
    </div>
  );
}
