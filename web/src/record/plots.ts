import { html, type Markup } from './markup';
import type { Moment, Stretch } from './record';

/** Of the drawing; the page scales it. */
const WIDTH = 960;
const LEFT = 64;
const PLOT_HEIGHT = 76;
const TOP = 6;
const LANE_HEIGHT = 20;
const AXIS_HEIGHT = 18;
/** Between two samples further apart than this, nothing is drawn. */
const BREAK_MILLIS = 45_000;
const TICKS_MAX = 9;
const STEPS_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

export interface Series {
  label: string;
  /** Which color it has. */
  look: 'from' | 'to' | 'other';
  points: readonly Point[];
}

export interface Point {
  at: Moment;
  value: number;
}

export interface Axis extends Stretch {
  /** The time of day at a moment. */
  timeOf(at: Moment): string;
  /** Milliseconds from the last full hour of the wall clock to moment 0. */
  pastHour: number;
  shaded: readonly Stretch[];
}

export function plot(
  axis: Axis,
  label: string,
  atLeast: number,
  series: readonly Series[],
  frozen: readonly Stretch[],
) {
  const highest = Math.max(atLeast, ...series.flatMap(({ points }) => points.map(({ value }) => value)));
  const top = niceAbove(highest);
  const y = (value: number) => TOP + PLOT_HEIGHT * (1 - value / top);
  return html`<svg viewBox="0 0 ${WIDTH} ${TOP + PLOT_HEIGHT + 4}" role="img" aria-label="${label}">
${shades(axis, TOP, PLOT_HEIGHT)}${grid(axis, TOP, PLOT_HEIGHT)}
${[0, top / 2, top].map((value) => html`<line class="level" x1="${LEFT}" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}"/><text class="value" x="${LEFT - 8}" y="${y(value) + 4}">${short(value)}</text>`)}
${frozen.map((it) => html`<rect class="frozen" x="${round(xOf(axis, it.from))}" width="${widthOf(axis, it)}" y="${TOP + PLOT_HEIGHT - 5}" height="5"/>`)}
${series.map(({ look, points }) => html`<path class="${look}" d="${pathOf(axis, points, y)}"/>`)}
</svg>`;
}

export interface Lane {
  label: string;
  bars: readonly Bar[];
}

export interface Bar extends Stretch {
  look: 'good' | 'relay' | 'fair' | 'bad' | 'off';
  words: string;
}

export function lanes(axis: Axis, label: string, all: readonly Lane[]): Markup {
  const height = all.length * LANE_HEIGHT;
  return html`<svg viewBox="0 0 ${WIDTH} ${height + AXIS_HEIGHT}" role="img" aria-label="${label}">
${shades(axis, 0, height)}${grid(axis, 0, height)}
${all.map(({ label, bars }, index) => {
  const y = index * LANE_HEIGHT;
  return html`${bars.map((bar) => html`<g><title>${label}: ${bar.words}</title><rect class="bar ${bar.look}" x="${round(xOf(axis, bar.from))}" width="${widthOf(axis, bar)}" y="${y + 13}" height="5" rx="2"/></g>`)}
<text class="lane" x="${LEFT}" y="${y + 10}">${label}</text>`;
})}
${ticksOf(axis).map((at) => html`<text class="time" x="${round(xOf(axis, at))}" y="${height + 13}">${axis.timeOf(at)}</text>`)}
</svg>`;
}

function shades(axis: Axis, y: number, height: number): Markup[] {
  return axis.shaded.map(
    (it) =>
      html`<rect class="shade" x="${round(xOf(axis, it.from))}" width="${widthOf(axis, it)}" y="${y}" height="${height}"/>`,
  );
}

function grid(axis: Axis, y: number, height: number): Markup[] {
  return ticksOf(axis).map((at) => {
    const x = round(xOf(axis, at));
    return html`<line class="tick" x1="${x}" x2="${x}" y1="${y}" y2="${y + height}"/>`;
  });
}

/** Full minutes, or what fits, by the wall clock. */
function ticksOf({ from, to, pastHour }: Axis): Moment[] {
  const step = 1000 * (STEPS_SECONDS.find((seconds) => (to - from) / 1000 / seconds <= TICKS_MAX) ?? 86_400);
  const ticks: Moment[] = [];
  const margin = (to - from) / 40;
  for (let at = Math.ceil((from + margin + pastHour) / step) * step - pastHour; at <= to - margin; at += step)
    ticks.push(at);
  return ticks;
}

function pathOf(axis: Axis, points: readonly Point[], y: (value: number) => number): string {
  let path = '';
  let before: Moment | undefined;
  for (const { at, value } of readable(axis, points)) {
    const pen = before !== undefined && at - before <= BREAK_MILLIS ? 'L' : 'M';
    path += `${pen}${round(xOf(axis, at))} ${round(y(value))}`;
    before = at;
  }
  return path;
}

/** Of more points than there are places to draw them, the lowest and the highest of each place. */
function readable(axis: Axis, points: readonly Point[]): readonly Point[] {
  if (points.length <= WIDTH * 2) return points;
  const places = new Map<number, Point[]>();
  for (const point of points) {
    const x = Math.round(xOf(axis, point.at));
    const place = places.get(x) ?? [];
    const ordered = [...place, point].sort((a, b) => a.value - b.value);
    places.set(x, ordered.length > 2 ? [ordered[0] as Point, ordered.at(-1) as Point] : ordered);
  }
  return [...places.values()].flatMap((place) => place.sort((a, b) => a.at - b.at));
}

function xOf({ from, to }: Axis, at: Moment): number {
  return LEFT + ((WIDTH - LEFT) * (Math.min(to, Math.max(from, at)) - from)) / Math.max(1, to - from);
}

function widthOf(axis: Axis, { from, to }: Stretch): string {
  return round(Math.max(1.5, xOf(axis, to) - xOf(axis, from)));
}

/** 1, 2 or 5, and zeros. */
function niceAbove(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return unit * ([1, 2, 5, 10].find((step) => step * unit >= value) ?? 10);
}

function short(value: number): string {
  return value >= 10_000 ? `${value / 1000}k` : String(Math.round(value * 10) / 10);
}

function round(value: number): string {
  return value.toFixed(1);
}
