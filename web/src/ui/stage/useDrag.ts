import { type PointerEvent, useRef } from 'react';
import type { Corner } from '../../app/view';

/** Handlers for something that can be dragged over its parent, and comes to rest in the nearest corner of that. */
export function useDrag(rest: (corner: Corner) => void) {
  const from = useRef<{ x: number; y: number }>(undefined);
  const end = ({ currentTarget: tile }: PointerEvent<HTMLElement>) => {
    if (from.current === undefined) return;
    from.current = undefined;
    const stage = tile.parentElement?.getBoundingClientRect();
    const { left, top, width, height } = tile.getBoundingClientRect();
    tile.style.translate = '';
    delete tile.dataset.dragged;
    if (stage === undefined) return;
    const right = left + width / 2 > stage.left + stage.width / 2;
    const bottom = top + height / 2 > stage.top + stage.height / 2;
    rest(`${bottom ? 'bottom' : 'top'}-${right ? 'right' : 'left'}`);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || (event.target as Element).closest('button') !== null) return;
      from.current = { x: event.clientX, y: event.clientY };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: ({ currentTarget: tile, clientX, clientY }: PointerEvent<HTMLElement>) => {
      if (from.current === undefined) return;
      tile.dataset.dragged = '';
      tile.style.translate = `${clientX - from.current.x}px ${clientY - from.current.y}px`;
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
