import type { ComponentProps } from 'react';
import css from './Button.module.css';

type Look = 'primary' | 'quiet' | 'danger' | 'plain';

export function Button({ look = 'quiet', className, ...rest }: ComponentProps<'button'> & { look?: Look }) {
  return <button type="button" className={[css.button, css[look], className].filter(Boolean).join(' ')} {...rest} />;
}
