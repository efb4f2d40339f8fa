/** Of the drawing; the page scales it. */
export const WIDTH = 600;
export const HEIGHT = 120;

export interface Point {
  /** Milliseconds since 1970. */
  at: number;
  value: number;
}

export interface Frame {
  from: number;
  to: number;
  top: number;
}

/** The next number of the kind 1, 2, 5, 10, 20 …: half of it reads well too, but for small counts. */
export function niceTop(highest: number, atLeast: number): number {
  const wanted = Math.max(highest, atLeast);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 4, 5, 10].map((factor) => factor * power).find((top) => top >= wanted) ?? wanted;
}

/**
 * Lines through the points in a frame; where samples are missing for longer than `gapMillis`, because the server stood
 * still or was not there, nothing is drawn.
 */
export function linePath(points: readonly Point[], frame: Frame, gapMillis: number): string {
  let path = '';
  let before: number | undefined;
  for (const { at, value } of points) {
    if (at < frame.from || at > frame.to) continue;
    path += `${before === undefined || at - before > gapMillis ? 'M' : 'L'}${round(x(at, frame))} ${round(y(value, frame))}`;
    before = at;
  }
  return path;
}

/** The same, closed along the bottom. */
export function areaPath(points: readonly Point[], frame: Frame, gapMillis: number): string {
  const stretches: Point[][] = [];
  let before: number | undefined;
  for (const point of points) {
    if (point.at < frame.from || point.at > frame.to) continue;
    if (before === undefined || point.at - before > gapMillis) stretches.push([]);
    stretches.at(-1)?.push(point);
    before = point.at;
  }
  return stretches
    .map((stretch) => {
      const [first, last] = [stretch[0], stretch.at(-1)];
      if (first === undefined || last === undefined) return '';
      const line = stretch.map(({ at, value }) => `L${round(x(at, frame))} ${round(y(value, frame))}`).join('');
      return `M${round(x(first.at, frame))} ${HEIGHT}${line}L${round(x(last.at, frame))} ${HEIGHT}Z`;
    })
    .join('');
}

function x(at: number, { from, to }: Frame): number {
  return (WIDTH * (at - from)) / (to - from);
}

function y(value: number, { top }: Frame): number {
  return HEIGHT * (1 - value / top);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
