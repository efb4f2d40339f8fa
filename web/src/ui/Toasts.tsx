import { X } from 'lucide-react';
import type { CallController } from '../app/callController';
import type { Toast } from '../call/state';
import { strings, toastText } from './strings';
import css from './Toasts.module.css';

export function Toasts({ controller, toasts }: { controller: CallController; toasts: readonly Toast[] }) {
  return (
    <ul className={css.toasts} aria-live="polite">
      {toasts.map((toast) => (
        <li key={toast.id} className={css.toast}>
          <span>{toastText(toast)}</span>
          <button
            type="button"
            aria-label={strings.dismiss}
            onClick={() => controller.dispatch({ type: 'toast-dismissed', id: toast.id })}
          >
            <X size={16} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
