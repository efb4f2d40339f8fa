/** Milliseconds since 1970 of an instant as it stands in messages; NaN when it is none. */
export function millisOf(instant: string): number {
  return Date.parse(instant);
}
