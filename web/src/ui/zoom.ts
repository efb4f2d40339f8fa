import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** 1 shows the whole. */
const SCALE_MAX = 8;
const BUTTON_FACTOR = 1.5;
/** A notch of a wheel is some 100 pixels; the pinch of a trackpad comes as small steps of a wheel with Control held. */
const WHEEL_PER_PIXEL = 0.002;
const PINCH_PER_PIXEL = 0.01;
const PIXELS_PER_LINE = 40;

interface Point {
  x: number;
  y: number;
}

interface Zoom {
  /** The element that scrolls; what is in it is `scale` times as large as it is. */
  view: RefObject<HTMLDivElement | null>;
  scale: number;
  zoomIn: (() => void) | undefined;
  zoomOut: (() => void) | undefined;
  /** Between the whole and its own size. */
  toggle(): void;
  handlers: Record<
    'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel',
    (event: PointerEvent<HTMLDivElement>) => void
  >;
}

/** Larger and smaller by wheel, pinch and buttons; moved by dragging, or by whatever scrolls. */
export function useZoom(): Zoom {
  const [scale, setScale] = useState(1);
  const view = useRef<HTMLDivElement>(null);
  const pointers = useRef(new Map<number, Point>());
  /** Where the one pointer took hold, and how far the view was scrolled then: steps that are rounded would add up. */
  const grip = useRef({ x: 0, y: 0, left: 0, top: 0 });

  /** What is under the point stays there. */
  const zoomTo = (to: number, at?: Point): void => {
    const element = view.current;
    if (element === null) return;
    const next = Math.min(SCALE_MAX, to);
    const { x, y } = at ?? { x: element.clientWidth / 2, y: element.clientHeight / 2 };
    const left = ((element.scrollLeft + x) * next) / scale - x;
    const top = ((element.scrollTop + y) * next) / scale - y;
    flushSync(() => setScale(next));
    element.scrollTo({ left, top, behavior: 'instant' });
  };

  /** Out as far as the whole; what is smaller than that, in its own size, becomes no smaller. */
  const zoomBy = (factor: number, at?: Point): void => zoomTo(Math.max(Math.min(1, scale), scale * factor), at);

  // React listens to wheels only passively, and the page would zoom or scroll as well.
  useEffect(() => {
    const element = view.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? PIXELS_PER_LINE : 1);
      const speed = event.ctrlKey ? PINCH_PER_PIXEL : WHEEL_PER_PIXEL;
      zoomBy(Math.exp(-pixels * speed), within(event));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  });

  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const held = pointers.current;
    const before = held.get(event.pointerId);
    if (before === undefined) return;
    const now = within(event);
    held.set(event.pointerId, now);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) zoomBy(distance(now, other) / Math.max(1, distance(before, other)), other);
    else {
      const { x, y, left, top } = grip.current;
      event.currentTarget.scrollTo({ left: left + x - now.x, top: top + y - now.y, behavior: 'instant' });
    }
  };
  const take = ({ scrollLeft, scrollTop }: HTMLDivElement): void => {
    const [point] = pointers.current.values();
    if (point !== undefined) grip.current = { ...point, left: scrollLeft, top: scrollTop };
  };
  const letGo = ({ pointerId, currentTarget }: PointerEvent<HTMLDivElement>): void => {
    pointers.current.delete(pointerId);
    take(currentTarget);
  };

  return {
    view,
    scale,
    zoomIn: scale < SCALE_MAX ? () => zoomBy(BUTTON_FACTOR) : undefined,
    zoomOut: scale > 1 ? () => zoomBy(1 / BUTTON_FACTOR) : undefined,
    toggle: () => zoomTo(scale === 1 && view.current !== null ? actualScale(view.current) : 1),
    handlers: {
      onPointerDown: (event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        pointers.current.set(event.pointerId, within(event));
        take(event.currentTarget);
      },
      onPointerMove,
      onPointerUp: letGo,
      onPointerCancel: letGo,
    },
  };
}

/** At which one pixel of the picture takes one of this page. */
function actualScale(view: HTMLElement): number {
  const video = view.querySelector('video');
  if (!video?.videoWidth) return 1;
  return Math.max(video.videoWidth / view.clientWidth, video.videoHeight / view.clientHeight);
}

function within({ currentTarget, clientX, clientY }: Pick<MouseEvent, 'currentTarget' | 'clientX' | 'clientY'>): Point {
  const { left, top } = (currentTarget as Element).getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
