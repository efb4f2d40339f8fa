import { useId } from 'react';
import { areaPath, HEIGHT, linePath, niceTop, type Point, WIDTH } from '../plot';
import css from './Plot.module.css';

const HOUR_MILLIS = 3_600_000;
/** Samples come every ten seconds; without a few of them, nothing is known of the time between. */
const GAP_MILLIS = 45_000;

export interface Series {
  label: string;
  points: readonly Point[];
}

interface Props {
  heading: string;
  /** How it is now. */
  value: string;
  beside: string;
  now: number;
  /** What fills the height at least. */
  atLeast: number;
  /** Whether there are halves of it. */
  whole?: boolean;
  write(value: number): string;
  series: readonly Series[];
}

/** A number as it is now, over its last hour. */
export function Plot({ heading, value, beside, now, atLeast, whole = false, write, series }: Props) {
  const id = useId();
  const highest = Math.max(0, ...series.flatMap(({ points }) => points.map((point) => point.value)));
  const top = niceTop(highest, atLeast);
  const frame = { from: now - HOUR_MILLIS, to: now, top };
  const [first] = series;
  const middle = top / 2;
  return (
    <figure className={css.card} aria-labelledby={id}>
      <figcaption>
        <h2 id={id}>{heading}</h2>
        <p className={css.value}>{value}</p>
        <p className={css.beside}>{beside}</p>
      </figcaption>
      <div className={css.plot} data-whole={whole || undefined}>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${heading} over the last hour, at most ${write(highest)}`}
        >
          {[0, HEIGHT / 2, HEIGHT].map((y) => (
            <line key={y} className={css.level} x1={0} x2={WIDTH} y1={y} y2={y} />
          ))}
          {first !== undefined && <path className={css.area} d={areaPath(first.points, frame, GAP_MILLIS)} />}
          {series.map(({ label, points }, index) => (
            <path key={label} className={css.line} data-series={index} d={linePath(points, frame, GAP_MILLIS)} />
          ))}
        </svg>
        <span className={css.top} aria-hidden="true">
          {write(top)}
        </span>
        {(!whole || Number.isInteger(middle)) && (
          <span className={css.middle} aria-hidden="true">
            {write(middle)}
          </span>
        )}
      </div>
      <p className={css.axis} data-whole={whole || undefined} aria-hidden="true">
        <span>1 h ago</span>
        {series.length > 1 && (
          <span className={css.legend}>
            {series.map(({ label }, index) => (
              <span key={label} data-series={index}>
                {label}
              </span>
            ))}
          </span>
        )}
        <span>now</span>
      </p>
    </figure>
  );
}
