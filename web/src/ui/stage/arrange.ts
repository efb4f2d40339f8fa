export interface Size {
  width: number;
  height: number;
}

export interface Rect extends Size {
  left: number;
  top: number;
}

/** Width over height, at least and at most. */
interface Shape {
  narrowest: number;
  widest: number;
}

const GAP = 12;
const PICTURE: Shape = { narrowest: 9 / 16, widest: 16 / 9 };
/** Cameras of computers are wide: upright tiles would cut the people's surroundings, and the second person, off. */
const WIDE_PICTURE: Shape = { narrowest: 4 / 3, widest: 16 / 9 };
/** Screens are shown whole, whatever is left around them. */
const SCREEN: Shape = { narrowest: 0, widest: Number.POSITIVE_INFINITY };

export interface Crowd {
  /** Tiles that are large; the others stand in a strip beside them. */
  large: number;
  /** The large ones are screens. */
  screens: boolean;
  small: number;
}

/** Where each tile is: as large as fits, never over another. */
export function arrange(stage: Size, { large, screens, small }: Crowd): { large: Rect[]; small: Rect[] } {
  const whole = { left: 0, top: 0, ...stage };
  const wide = stage.width > stage.height;
  if (large === 0) return { large: [], small: grid(whole, small, wide ? WIDE_PICTURE : PICTURE) };
  const shape = screens ? SCREEN : PICTURE;
  if (small === 0) return { large: grid(whole, large, shape), small: [] };
  const [main, strip] = wide ? beside(stage) : below(stage);
  return { large: grid(main, large, shape), small: grid(strip, small, wide ? WIDE_PICTURE : PICTURE) };
}

/** The own picture while it floats over the other one, small enough to hide little. */
export function floating(over: Rect, corner: { left: boolean; top: boolean }): Rect {
  const upright = over.width < over.height;
  const width = upright ? 104 : clamp(over.width * 0.19, 120, 240);
  const height = upright ? (width * 4) / 3 : (width * 10) / 16;
  return {
    left: over.left + (corner.left ? GAP : over.width - width - GAP),
    top: over.top + (corner.top ? GAP : over.height - height - GAP),
    width,
    height,
  };
}

/** Equal tiles of the shape, in as many columns as make them largest; the last row is centered. */
function grid(area: Rect, count: number, shape: Shape): Rect[] {
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const tile = fitting(share(area.width, columns), share(area.height, Math.ceil(count / columns)), shape);
    if (tile.width * tile.height > best.width * best.height) best = { columns, ...tile };
  }
  const { columns, width, height } = best;
  const rows = Math.ceil(count / columns);
  const top = area.top + (area.height - extent(rows, height)) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = area.left + (area.width - extent(inRow, width)) / 2;
    return { left: left + (index % columns) * (width + GAP), top: top + row * (height + GAP), width, height };
  });
}

function fitting(width: number, height: number, { narrowest, widest }: Shape): Size {
  return {
    width: Math.min(width, height * widest),
    height: narrowest === 0 ? height : Math.min(height, width / narrowest),
  };
}

function beside({ width, height }: Size): [main: Rect, strip: Rect] {
  const strip = clamp(width * 0.18, 140, 260);
  const main = Math.max(0, width - strip - GAP);
  return [
    { left: 0, top: 0, width: main, height },
    { left: main + GAP, top: 0, width: strip, height },
  ];
}

function below({ width, height }: Size): [main: Rect, strip: Rect] {
  const strip = clamp(height * 0.16, 72, 120);
  const main = Math.max(0, height - strip - GAP);
  return [
    { left: 0, top: 0, width, height: main },
    { left: 0, top: main + GAP, width, height: strip },
  ];
}

function share(length: number, parts: number): number {
  return Math.max(0, (length - GAP * (parts - 1)) / parts);
}

function extent(parts: number, length: number): number {
  return parts * length + (parts - 1) * GAP;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
