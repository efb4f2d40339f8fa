import type { View } from './sending';

/** No screen needs more. */
const VIEW_MAX = 4096;
export const NOTHING: View = { width: 0, height: 0 };
/** A window that holds nothing but the picture is about as large as this. */
const PICTURE_IN_PICTURE: View = { width: 640, height: 360 };
/** Where a picture is looked for: its middle, and towards its corners. */
const POINTS = [
  [0.5, 0.5],
  [0.15, 0.15],
  [0.85, 0.15],
  [0.15, 0.85],
  [0.85, 0.85],
] as const;

/** How large a picture is shown now; nothing when people cannot see it. */
export function viewOf(video: HTMLVideoElement): View {
  const page = video.ownerDocument;
  if (page.pictureInPictureElement === video) return PICTURE_IN_PICTURE;
  if (page.visibilityState === 'hidden') return hasOwnWindow() ? PICTURE_IN_PICTURE : NOTHING;
  const box = video.getBoundingClientRect();
  if (box.width === 0 || box.height === 0 || !isSeen(video, box)) return NOTHING;
  const { devicePixelRatio } = page.defaultView ?? window;
  return { width: coarse(box.width * devicePixelRatio), height: coarse(box.height * devicePixelRatio) };
}

/** Whether the page shows the call in a small window as well (W3C Document Picture-in-Picture). */
function hasOwnWindow(): boolean {
  const { documentPictureInPicture: own } = window as { documentPictureInPicture?: { window: Window | null } };
  return own?.window?.closed === false;
}

/** What lies over a corner of it, or belongs to its tile, hides nothing. */
function isSeen(video: HTMLVideoElement, { left, top, width, height }: DOMRect): boolean {
  const page = video.ownerDocument;
  // Nothing behind a dialog can be hit, though all of it is seen.
  const behind = page.querySelector('dialog:modal') !== null;
  return POINTS.some(([x, y]) => {
    const hit = page.elementFromPoint(left + x * width, top + y * height);
    return hit !== null && (behind || video.parentElement?.contains(hit));
  });
}

/** Two steps to twice the size, so that a window can be moved about without a word. */
function coarse(pixels: number): number {
  return Math.min(VIEW_MAX, Math.round(2 ** (Math.ceil(2 * Math.log2(pixels)) / 2)));
}
