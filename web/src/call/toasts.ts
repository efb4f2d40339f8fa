import type { CallState, Millis, ToastContent } from './state';

const TOAST_MILLIS = 5000;
/** Old ones make room: a crowd arriving must not cover the call. */
const TOASTS_MAX = 3;

export function addToast(state: CallState, content: ToastContent, now: Millis, millis = TOAST_MILLIS): CallState {
  const toast = { id: state.nextToastId, until: now + millis, ...content };
  return {
    ...state,
    toasts: [...state.toasts, toast].slice(-TOASTS_MAX),
    nextToastId: state.nextToastId + 1,
  };
}

export function dropToasts(state: CallState, now: Millis): CallState {
  if (state.toasts.every((toast) => toast.until > now)) return state;
  return { ...state, toasts: state.toasts.filter((toast) => toast.until > now) };
}
