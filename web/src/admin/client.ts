import * as v from 'valibot';
import {
  type CreatedKey,
  createdKey,
  type DeliveryPage,
  deliveryPage,
  history,
  type KeyList,
  keyList,
  type Overview,
  overview,
  type Sample,
  type Tested,
  tested,
  type WebhookList,
  webhookList,
} from './model';

const BASE = '/api/v1/admin';

export type Refusal =
  /** Nobody is told of the view with this key: it is wrong, or was revoked. */
  | 'key'
  /** A key for other things. */
  | 'scope'
  /** There is no administrator's view here, or not any more. */
  | 'off'
  | 'gone'
  | 'busy'
  | 'unreachable'
  | 'other';

export type Answer<T> = { ok: true; value: T } | { ok: false; why: Refusal; words?: string };

/** Asks the server with a key, which travels in the header alone. */
export class AdminClient {
  readonly #fetch: typeof fetch;
  readonly #key: string;

  constructor(fetchThat: typeof fetch, key: string) {
    this.#fetch = fetchThat;
    this.#key = key;
  }

  overview(): Promise<Answer<Overview>> {
    return this.#read('/overview', overview);
  }

  async history(since: string | undefined): Promise<Answer<readonly Sample[]>> {
    const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
    const answer = await this.#read(`/history${query}`, history);
    return answer.ok ? { ok: true, value: answer.value.samples } : answer;
  }

  keys(): Promise<Answer<KeyList>> {
    return this.#read('/keys', keyList);
  }

  createKey(name: string, admin: boolean): Promise<Answer<CreatedKey>> {
    return this.#read('/keys', createdKey, 'POST', { name, admin });
  }

  revokeKey(id: string): Promise<Answer<undefined>> {
    return this.#act('DELETE', `/keys/${encodeURIComponent(id)}`);
  }

  endCall(handle: string): Promise<Answer<undefined>> {
    return this.#act('POST', `/calls/${encodeURIComponent(handle)}/end`);
  }

  drainCall(handle: string): Promise<Answer<undefined>> {
    return this.#act('POST', `/calls/${encodeURIComponent(handle)}/drain`);
  }

  drainServer(): Promise<Answer<undefined>> {
    return this.#act('POST', '/drain');
  }

  webhooks(): Promise<Answer<WebhookList>> {
    return this.#read('/webhooks', webhookList);
  }

  /** The latest first. */
  deliveries(webhook: string, before?: string): Promise<Answer<DeliveryPage>> {
    const query = before === undefined ? '' : `?before=${encodeURIComponent(before)}`;
    return this.#read(`${pathOf(webhook)}/deliveries${query}`, deliveryPage);
  }

  replay(webhook: string, delivery: string): Promise<Answer<undefined>> {
    return this.#act('POST', `${pathOf(webhook)}/deliveries/${encodeURIComponent(delivery)}/replay`);
  }

  testWebhook(webhook: string): Promise<Answer<Tested>> {
    return this.#read(`${pathOf(webhook)}/test`, tested, 'POST');
  }

  enableWebhook(webhook: string): Promise<Answer<undefined>> {
    return this.#act('POST', `${pathOf(webhook)}/enable`);
  }

  disableWebhook(webhook: string): Promise<Answer<undefined>> {
    return this.#act('POST', `${pathOf(webhook)}/disable`);
  }

  deleteWebhook(webhook: string): Promise<Answer<undefined>> {
    return this.#act('DELETE', pathOf(webhook));
  }

  async #read<S extends v.GenericSchema>(
    path: string,
    schema: S,
    method = 'GET',
    body?: object,
  ): Promise<Answer<v.InferOutput<S>>> {
    const answer = await this.#ask(method, path, body);
    if (!answer.ok) return answer;
    const json: unknown = await answer.value.json().catch(() => undefined);
    const read = v.safeParse(schema, json);
    return read.success
      ? { ok: true, value: read.output }
      : { ok: false, why: 'other', words: 'Load this page again.' };
  }

  async #act(method: string, path: string): Promise<Answer<undefined>> {
    const answer = await this.#ask(method, path);
    return answer.ok ? { ok: true, value: undefined } : answer;
  }

  async #ask(method: string, path: string, body?: object): Promise<Answer<Response>> {
    try {
      const response = await this.#fetch(BASE + path, {
        method,
        headers: {
          authorization: `Bearer ${this.#key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        cache: 'no-store',
        credentials: 'omit',
      });
      return response.ok ? { ok: true, value: response } : await refused(response);
    } catch {
      return { ok: false, why: 'unreachable' };
    }
  }
}

const pathOf = (webhook: string) => `/webhooks/${encodeURIComponent(webhook)}`;

/** What is not there any more, though the view is. */
const GONE: readonly unknown[] = ['call.not_found', 'webhook.not_found', 'delivery.not_found'];

async function refused(response: Response): Promise<{ ok: false; why: Refusal; words?: string }> {
  const { code, detail } = (await response.json().catch(() => ({}))) as { code?: unknown; detail?: unknown };
  const words = typeof detail === 'string' ? { words: detail } : {};
  switch (response.status) {
    case 401:
      return { ok: false, why: 'key' };
    case 403:
      return { ok: false, why: 'scope' };
    case 404:
      return { ok: false, why: GONE.includes(code) ? 'gone' : 'off', ...words };
    case 429:
      return { ok: false, why: 'busy', ...words };
    case 502:
    case 503:
    case 504:
      return { ok: false, why: 'unreachable', ...words };
    default:
      return { ok: false, why: 'other', ...words };
  }
}
