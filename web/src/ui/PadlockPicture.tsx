import css from './PadlockPicture.module.css';

/** The place in the browser where a blocked camera is allowed again. */
export function PadlockPicture() {
  return (
    <svg className={css.picture} viewBox="0 0 320 92" aria-hidden="true">
      <rect x="1" y="1" width="318" height="90" rx="12" className={css.window} />
      <rect x="16" y="14" width="288" height="32" rx="16" className={css.address} />
      <circle cx="34" cy="30" r="12" className={css.ring} />
      <rect x="28.500" y="28" width="11" height="8.500" rx="2" className={css.lock} />
      <path d="M30.500 28v-2.500a3.500 3.500 0 0 1 7 0V28" className={css.shackle} />
      <rect x="56" y="26" width="128" height="8" rx="4" className={css.text} />
      <path d="M34 46v12" className={css.arrow} />
      <rect x="16" y="58" width="150" height="22" rx="7" className={css.menu} />
      <rect x="26" y="65" width="76" height="8" rx="4" className={css.text} />
      <rect x="132" y="62" width="26" height="14" rx="7" className={css.toggle} />
      <circle cx="151" cy="69" r="5" className={css.knob} />
    </svg>
  );
}
