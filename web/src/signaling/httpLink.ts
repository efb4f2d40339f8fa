import type { Clock } from '../time/clock';

/** The part of `fetch` that the HTTP carrier needs. */
export type Fetch = (url: string, request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpRequest {
  method: 'GET' | 'POST' | 'DELETE';
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
  cache: 'no-store';
  keepalive?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  json(): Promise<unknown>;
}

/** What is shared by the requests of one connection. */
export interface HttpLink {
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** The secret that names the connection, once the server made it. */
  secret: string | undefined;
  over: boolean;
  readonly abort: AbortController;
}

/** One request; undefined when no answer came in time, or only one of a gateway before the server. */
export async function ask(
  { url, fetch, clock, secret }: HttpLink,
  query: string,
  request: Pick<HttpRequest, 'method' | 'body' | 'keepalive'>,
  within: number,
  abort?: AbortSignal,
): Promise<{ status: number; json: unknown } | undefined> {
  const late = new AbortController();
  const stop = () => late.abort();
  abort?.addEventListener('abort', stop);
  const cancel = clock.after(within, stop);
  try {
    const answer = await fetch(url + query, {
      ...request,
      headers: {
        ...(secret === undefined ? {} : { 'Tincan-Connection': secret }),
        ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      signal: late.signal,
      cache: 'no-store',
    });
    if (answer.status >= 500) return undefined;
    const json = answer.status === 200 || answer.status === 201 ? await answer.json() : undefined;
    return { status: answer.status, json };
  } catch {
    return undefined;
  } finally {
    cancel();
    abort?.removeEventListener('abort', stop);
  }
}

const REMOVE_WITHIN_MILLIS = 5000;

export function remove(link: HttpLink): void {
  if (link.secret !== undefined) void ask(link, '', { method: 'DELETE', keepalive: true }, REMOVE_WITHIN_MILLIS);
}
