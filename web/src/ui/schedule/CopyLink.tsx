import { Check, Copy, Share2 } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '../Button';
import css from './Schedule.module.css';
import { words } from './scheduleWords';

/** @param share the title under which it may be shared; undefined for what is not to be passed on */
export function CopyLink(props: { label: string; link: string; hint?: string; share?: string }) {
  const { label, link, hint, share } = props;
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      // No clipboard on insecure origins: the selection can still be copied by hand, and in most browsers by this.
      field.current?.select();
      if (!document.execCommand('copy')) return;
    }
    setCopied(true);
  };
  return (
    <div className={css.link}>
      <label htmlFor={id}>{label}</label>
      <div className={css.row}>
        <input id={id} ref={field} readOnly value={link} onFocus={(event) => event.target.select()} />
        <Button onClick={() => void copy()} aria-label={`${words.copy}: ${label}`}>
          {copied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
          <span aria-live="polite">{copied ? words.copied : words.copy}</span>
        </Button>
        {share !== undefined && 'share' in navigator && (
          <Button onClick={() => void navigator.share({ title: share, url: link }).catch(() => undefined)}>
            <Share2 size={18} aria-hidden="true" />
            {words.share}
          </Button>
        )}
      </div>
      {hint !== undefined && <span className={css.hint}>{hint}</span>}
    </div>
  );
}
