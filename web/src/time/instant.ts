/** Milliseconds since 1970 of an instant as it stands in messages; NaN when it is none. */
export function millisOf(instant: string): number {
  // biome-ignore lint/style/noRestrictedGlobals: reading a text asks no clock
  return Date.parse(instant);
}
