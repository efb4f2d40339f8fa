import { useEffect, useSyncExternalStore } from 'react';
import type { ReadableStore } from '../app/store';

export function useStore<T>(store: ReadableStore<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** What fills the screen, if anything does. */
export function useFullScreen(): Element | null {
  return useSyncExternalStore(onFullScreen, () => document.fullscreenElement ?? null);
}

export function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else if (document.fullscreenEnabled) void document.documentElement.requestFullscreen();
}

/** Where the controls of a call have little room. */
export function usePhone(): boolean {
  return useSyncExternalStore(onPhone, () => phone().matches);
}

function phone(): MediaQueryList {
  return window.matchMedia('(max-width: 640px)');
}

function onPhone(listener: () => void): () => void {
  const query = phone();
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

function onFullScreen(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
}

/** Single-letter shortcuts; silent while someone types, holds a modifier, or a dialog is open. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event) || event.repeat) return;
      shortcuts[event.key.toLowerCase()]?.();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}

/** Calls `press` when Space goes down anywhere but on what Space means something to, and `release` when it ends. */
export function useHeldSpace(press: () => void, release: () => void): void {
  useEffect(() => {
    const onDown = (event: KeyboardEvent) => {
      if (event.key !== ' ' || isTaken(event) || elementOf(event).closest('button, a, summary, [role]') !== null)
        return;
      // The page would scroll.
      event.preventDefault();
      if (!event.repeat) press();
    };
    const onUp = (event: KeyboardEvent) => event.key === ' ' && release();
    window.addEventListener('keydown', onDown);
    window.addEventListener('keyup', onUp);
    // Another window gets the key that goes up; what is said there is not meant for the call.
    window.addEventListener('blur', release);
    return () => {
      window.removeEventListener('keydown', onDown);
      window.removeEventListener('keyup', onUp);
      window.removeEventListener('blur', release);
      release();
    };
  }, [press, release]);
}

function isTaken(event: KeyboardEvent): boolean {
  const target = elementOf(event);
  const typing = target.matches('input, textarea, select') || target.closest('dialog[open]') !== null;
  return typing || event.ctrlKey || event.metaKey || event.altKey;
}

function elementOf({ target }: KeyboardEvent): HTMLElement {
  return target instanceof HTMLElement ? target : document.body;
}
