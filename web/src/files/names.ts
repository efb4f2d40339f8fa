const LENGTH_MAX = 120;
const ENDING_MAX = 20;
/** Separators and what file systems forbid, controls, and marks that turn the direction of writing. */
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** Names of devices on Windows, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** A name from somebody else that does no harm on a disk: no path, nothing hidden, nothing that looks like another ending. */
export function safeName(name: string): string {
  const clean = name
    .replace(FORBIDDEN, '_')
    .trim()
    .replace(/^\.+|[. ]+$/g, '')
    .replace(DEVICE, '_$1');
  if (clean === '') return 'file';
  if (clean.length <= LENGTH_MAX) return clean;
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 && clean.length - dot <= ENDING_MAX ? clean.slice(dot) : '';
  return clean.slice(0, LENGTH_MAX - ending.length) + ending;
}

const PICTURES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

/** Types that a browser only ever shows as a picture; everything else is bytes to it, and never runs in this page. */
export function isPicture(mime: string): boolean {
  return PICTURES.includes(mime);
}

export function safeMime(mime: string): string {
  return isPicture(mime) ? mime : 'application/octet-stream';
}
