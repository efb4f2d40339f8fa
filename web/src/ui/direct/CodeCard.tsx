import { Braces, Check, Copy, Share2 } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Handout } from '../../app/direct/directCall';
import { Button } from '../Button';
import css from './Direct.module.css';
import { words } from './words';

const QrCode = lazy(() => import('../QrCode'));

/** What is to be handed over, to be copied or sent. */
export function CodeCard({ handout, plain }: { handout: Handout; plain: boolean }) {
  const { code, link, json } = handout;
  const field = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState('');
  const [asJson, setAsJson] = useState(plain || code === undefined);
  const text = asJson || code === undefined ? json : (link ?? code);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No clipboard on insecure origins: the selection can still be copied by hand, and in most browsers by this.
      field.current?.select();
      if (!document.execCommand('copy')) return;
    }
    setCopied(text);
  };
  const copyLabel = asJson ? words.code.copyJson : link === undefined ? words.code.copy : words.code.copyLink;
  return (
    <div className={css.handout}>
      <textarea
        ref={field}
        rows={4}
        readOnly
        value={text}
        aria-label={words.code.field}
        onFocus={(event) => event.target.select()}
      />
      <div className={css.buttons}>
        <Button look="primary" onClick={copy}>
          {copied === text ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
          <span aria-live="polite">{copied === text ? words.code.copied : copyLabel}</span>
        </Button>
        {'share' in navigator && (
          <Button onClick={() => void navigator.share({ text }).catch(() => undefined)}>
            <Share2 size={18} aria-hidden="true" />
            {words.code.share}
          </Button>
        )}
      </div>
      {code !== undefined && (
        <Button look="plain" className={css.json} onClick={() => setAsJson(!asJson)}>
          <Braces size={16} aria-hidden="true" />
          {asJson ? words.code.showCode : words.code.showJson}
        </Button>
      )}
    </div>
  );
}

/** The same to be scanned. */
export function CodePicture({ code, link }: { code: string; link: string | undefined }) {
  return (
    <figure className={css.qr}>
      <Suspense>
        <QrCode text={link?.slice(0, -code.length) ?? ''} capitals={code} label={words.code.qr} />
      </Suspense>
    </figure>
  );
}
