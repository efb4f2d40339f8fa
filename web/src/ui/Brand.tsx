import css from './Brand.module.css';
import mark from './mark.svg';
import { strings } from './strings';

export function Brand({ onClick }: { onClick?: () => void }) {
  const content = (
    <>
      <img src={mark} alt="" width="34" height="34" />
      <span>{strings.product}</span>
    </>
  );
  if (onClick === undefined) return <span className={css.brand}>{content}</span>;
  return (
    <a
      className={css.brand}
      href="/"
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onClick();
      }}
    >
      {content}
    </a>
  );
}
