import { useEffect, useSyncExternalStore } from 'react';
import type { ReadableStore } from '../app/store';

export function useStore<T>(store: ReadableStore<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Single-letter shortcuts; silent while someone types, holds a modifier, or a dialog is open. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      const typing = target.matches('input, textarea, select') || target.closest('dialog[open]') !== null;
      if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      shortcuts[event.key.toLowerCase()]?.();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
