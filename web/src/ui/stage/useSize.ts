import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { Size } from './arrange';

/** How large an element is, undefined before it is there. */
export function useSize<E extends HTMLElement>(): [RefObject<E | null>, Size | undefined] {
  const element = useRef<E>(null);
  const [size, setSize] = useState<Size>();
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    // Before the first picture is painted: tiles do not have to move in from nowhere.
    const measure = () => setSize({ width: current.clientWidth, height: current.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [element, size];
}
