/** What a person typed or pasted on the home page, as the name or id of a call; undefined when there is none in it. */
export function callFromInput(input: string): string | undefined {
  const text = input.trim();
  const path = /^(?:[a-z]+:\/\/[^/]+)?\/c\/([^/?#]+)/i.exec(text)?.[1] ?? /^[^\s/]+\/c\/([^/?#]+)/i.exec(text)?.[1];
  if (path !== undefined) return decode(path);
  return text === '' ? undefined : text;
}

export function callFromPath(pathname: string): string | undefined {
  const path = /^\/c\/([^/]+)\/?$/.exec(pathname)?.[1];
  return path === undefined ? undefined : decode(path);
}

export function callPath(call: string): string {
  return `/c/${encodeURIComponent(call)}`;
}

interface LinkKey {
  as: 'host' | 'guest' | 'view';
  /** 256 bits as base64url. */
  key: string;
}

/** What a link carries in its fragment, which no server sees. */
export function keyFromFragment(hash: string): LinkKey | undefined {
  const [, as, key] = /^#(host|guest|view)=([\w-]{43})$/.exec(hash) ?? [];
  return as === undefined || key === undefined ? undefined : { as: as as LinkKey['as'], key };
}

const DIRECT = '/direct';

export function isDirectPath(pathname: string): boolean {
  return pathname === DIRECT || pathname === `${DIRECT}/`;
}

/** @param code what the page is to open with; in the fragment, which no server sees */
export function directPath(code?: string): string {
  return code === undefined ? DIRECT : `${DIRECT}#${code}`;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path).trim() || undefined;
  } catch {
    return undefined;
  }
}
