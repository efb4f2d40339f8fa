export const PREFIX = 'tincan-call:';

/** Cheap enough for the first page: what reads them comes later. */
export function hasUpcoming(storage: Storage | undefined): boolean {
  return keys(storage).length > 0;
}

export function keys(storage: Storage | undefined): string[] {
  return Array.from({ length: storage?.length ?? 0 }, (_, i) => storage?.key(i) ?? '').filter((key) =>
    key.startsWith(PREFIX),
  );
}
