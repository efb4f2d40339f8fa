import { Check, Copy, Share2 } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { Button } from './Button';
import css from './ShareLink.module.css';
import { strings } from './strings';

// Not needed before someone is invited.
const QrCode = lazy(() => import('./QrCode'));

export function ShareLink({ link }: { link: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const words = strings.invite;
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
    <div className={css.share}>
      <input
        ref={field}
        className={css.link}
        readOnly
        value={link}
        aria-label={words.link}
        onFocus={(event) => event.target.select()}
      />
      <div className={css.buttons}>
        <Button look="primary" onClick={copy}>
          {copied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
          <span aria-live="polite">{copied ? words.copied : words.copy}</span>
        </Button>
        {'share' in navigator && (
          <Button onClick={() => void navigator.share({ title: strings.product, url: link }).catch(() => undefined)}>
            <Share2 size={18} aria-hidden="true" />
            {words.share}
          </Button>
        )}
      </div>
      <figure className={css.qr}>
        <Suspense>
          <QrCode text={link} />
        </Suspense>
        <figcaption>{words.qrHint}</figcaption>
      </figure>
    </div>
  );
}
