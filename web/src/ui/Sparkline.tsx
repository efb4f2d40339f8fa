import css from './Sparkline.module.css';

export interface Point {
  /** Seconds before now, as negative numbers. */
  at: number;
  value: number;
}

interface Props {
  points: readonly Point[];
  /** Of the whole width. */
  seconds: number;
  /** What fills the height at least: small noise on nothing should look like nothing. */
  ceiling: number;
  /** What it shows, in words. */
  label: string;
}

const HEIGHT = 32;

/** A line without axes; the number beside it says what it is about. */
export function Sparkline({ points, seconds, ceiling, label }: Props) {
  const top = Math.max(ceiling, ...points.map(({ value }) => value));
  const [first] = points;
  const last = points.at(-1);
  const line = points.map(
    ({ at, value }) => `${seconds + at},${(HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(2)}`,
  );
  return (
    <svg
      className={css.line}
      viewBox={`0 0 ${seconds} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {first !== undefined && last !== undefined && (
        <>
          <polygon points={`${seconds + first.at},${HEIGHT} ${line.join(' ')} ${seconds + last.at},${HEIGHT}`} />
          <polyline points={line.join(' ')} />
        </>
      )}
    </svg>
  );
}
