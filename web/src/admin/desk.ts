import { Store } from '../app/store';
import type { Clock } from '../time/clock';
import { AdminClient, type Answer, type Refusal } from './client';
import { type Log, olderToo, refreshed } from './log';
import type { CreatedKey, KeyList, Overview, Sample, Tested, WebhookList } from './model';

const KEPT_KEY = 'tincan.admin';
const POLL_MILLIS = 2000;
/** Samples come every ten seconds. */
const POLLS_PER_HISTORY = 5;
const POLLS_PER_KEYS = 15;
const POLLS_PER_WEBHOOKS = 5;
const SAMPLES_MAX = 360;

export type AdminState =
  | { at: 'signed-out'; why?: Refusal; checking: boolean }
  | {
      at: 'signed-in';
      overview: Overview;
      samples: readonly Sample[];
      keys: KeyList | undefined;
      webhooks: WebhookList | undefined;
      /** Of the webhook that is looked at. */
      log?: Log;
      /** What came of the last test of a webhook; nothing yet while it is under way. */
      test?: { webhook: string; result?: Tested };
      /** Why what is shown may be old, and since when by the clock of the page. */
      stale?: { why: Refusal; since: number };
      /** What the last act came to, when it failed. */
      failed?: { why: Refusal; words?: string };
      /** Shown until it is put away: nobody is told it again. */
      created?: CreatedKey;
    };

type SignedIn = Extract<AdminState, { at: 'signed-in' }>;

export interface AdminEnvironment {
  clock: Clock;
  fetch: typeof fetch;
  /** Of the tab: the key goes with it. */
  tab: Storage | undefined;
  isVisible(): boolean;
}

/** What the page shows, and what it asks the server for it. */
export class AdminDesk {
  readonly state = new Store<AdminState>({ at: 'signed-out', checking: false });
  readonly #environment: AdminEnvironment;
  #client: AdminClient | undefined;
  #polls = 0;
  #cancel: () => void = () => undefined;

  constructor(environment: AdminEnvironment) {
    this.#environment = environment;
  }

  /** Goes on with the key that the tab has, if it has one. */
  start(): void {
    const key = this.#environment.tab?.getItem(KEPT_KEY);
    if (key) void this.signIn(key);
  }

  signIn = async (typed: string): Promise<void> => {
    const key = typed.trim();
    this.state.set({ at: 'signed-out', checking: true });
    const client = new AdminClient(this.#environment.fetch, key);
    const [overview, history, keys, webhooks] = await Promise.all([
      client.overview(),
      client.history(undefined),
      client.keys(),
      client.webhooks(),
    ]);
    if (!overview.ok) {
      if (overview.why !== 'unreachable' && overview.why !== 'busy') this.#environment.tab?.removeItem(KEPT_KEY);
      this.state.set({ at: 'signed-out', checking: false, why: overview.why });
      return;
    }
    this.#environment.tab?.setItem(KEPT_KEY, key);
    this.#client = client;
    this.#polls = 0;
    this.state.set({
      at: 'signed-in',
      overview: overview.value,
      samples: history.ok ? history.value : [],
      keys: keys.ok ? keys.value : undefined,
      webhooks: webhooks.ok ? webhooks.value : undefined,
    });
    this.#later();
  };

  signOut = (why?: Refusal): void => {
    this.#cancel();
    this.#client = undefined;
    this.#environment.tab?.removeItem(KEPT_KEY);
    this.state.set({ at: 'signed-out', checking: false, ...(why === undefined ? {} : { why }) });
  };

  endCall = (handle: string) => this.#act((client) => client.endCall(handle));
  drainCall = (handle: string) => this.#act((client) => client.drainCall(handle));
  drainServer = () => this.#act((client) => client.drainServer());
  revokeKey = (id: string) => this.#act((client) => client.revokeKey(id));

  replay = (webhook: string, delivery: string) => this.#act((client) => client.replay(webhook, delivery));
  enableWebhook = (id: string) => this.#act((client) => client.enableWebhook(id));
  disableWebhook = (id: string) => this.#act((client) => client.disableWebhook(id));
  deleteWebhook = (id: string) => this.#act((client) => client.deleteWebhook(id));

  testWebhook = async (webhook: string): Promise<void> => {
    this.#change({ test: { webhook } });
    const answer = await this.#act((client) => client.testWebhook(webhook));
    this.#update(({ test, ...rest }) => {
      const another = test !== undefined && test.webhook !== webhook;
      if (another) return { ...rest, test };
      return answer?.ok ? { ...rest, test: { webhook, result: answer.value } } : rest;
    });
  };

  /** Its deliveries are shown, and kept fresh while they are. */
  openLog = (webhook: string): void => {
    this.#change({ log: { webhook, deliveries: undefined } });
    this.wake();
  };

  closeLog = (webhook: string): void => {
    this.#update(({ log, ...rest }) => (log === undefined || log.webhook === webhook ? rest : { ...rest, log }));
  };

  olderDeliveries = async (): Promise<void> => {
    const state = this.state.get();
    const client = this.#client;
    if (client === undefined || state.at !== 'signed-in' || state.log?.next === undefined) return;
    const { webhook, next } = state.log;
    const page = await client.deliveries(webhook, next);
    if (this.#client === client && page.ok) this.#changeLog(webhook, (log) => olderToo(log, page.value));
  };

  createKey = async (name: string, admin: boolean): Promise<void> => {
    const answer = await this.#act((client) => client.createKey(name, admin));
    if (answer?.ok) this.#change({ created: answer.value });
  };

  forgetCreated = (): void => {
    this.#update(({ created: _, ...rest }) => rest);
  };

  forgetFailed = (): void => {
    this.#update(({ failed: _, ...rest }) => rest);
  };

  /** Somebody looks again, or the network is back. */
  wake = (): void => {
    if (this.#client === undefined) return;
    this.#cancel();
    void this.#poll();
  };

  async #act<T>(act: (client: AdminClient) => Promise<Answer<T>>): Promise<Answer<T> | undefined> {
    const client = this.#client;
    if (client === undefined) return undefined;
    this.forgetFailed();
    const answer = await act(client);
    if (this.#client !== client) return undefined;
    if (!answer.ok && ends(answer.why)) {
      this.signOut(answer.why);
      return answer;
    }
    if (!answer.ok) this.#change({ failed: answer });
    this.#polls = 0;
    this.wake();
    return answer;
  }

  #later(): void {
    this.#cancel();
    this.#cancel = this.#environment.clock.after(POLL_MILLIS, () => void this.#poll());
  }

  async #poll(): Promise<void> {
    const client = this.#client;
    const state = this.state.get();
    if (client === undefined || state.at !== 'signed-in') return;
    // A page that nobody sees asks for nothing.
    if (!this.#environment.isVisible()) {
      this.#later();
      return;
    }
    const asksHistory = this.#polls % POLLS_PER_HISTORY === 0;
    const asksKeys = this.#polls % POLLS_PER_KEYS === 0;
    const looked = state.log?.webhook;
    const asksWebhooks = looked !== undefined || this.#polls % POLLS_PER_WEBHOOKS === 0;
    const [overview, history, keys, webhooks, deliveries] = await Promise.all([
      client.overview(),
      asksHistory ? client.history(state.samples.at(-1)?.at) : undefined,
      asksKeys ? client.keys() : undefined,
      asksWebhooks ? client.webhooks() : undefined,
      looked === undefined ? undefined : client.deliveries(looked),
    ]);
    if (this.#client !== client) return;
    if (!overview.ok) {
      this.#missed(overview.why);
      return;
    }
    this.#polls++;
    this.#update(({ stale: _, ...rest }) => ({
      ...rest,
      overview: overview.value,
      samples: history?.ok ? joined(rest.samples, history.value) : rest.samples,
      keys: keys?.ok ? keys.value : rest.keys,
      webhooks: webhooks?.ok ? webhooks.value : rest.webhooks,
    }));
    if (looked !== undefined && deliveries?.ok) this.#changeLog(looked, (log) => refreshed(log, deliveries.value));
    if (looked !== undefined && deliveries?.ok === false && deliveries.why === 'gone') this.closeLog(looked);
    this.#later();
  }

  #missed(why: Refusal): void {
    if (ends(why)) {
      this.signOut(why);
      return;
    }
    this.#update((state) => ({
      ...state,
      stale: { why, since: state.stale?.since ?? this.#environment.clock.now() },
    }));
    this.#later();
  }

  /** Unless another one is looked at meanwhile. */
  #changeLog(webhook: string, next: (log: Log) => Log): void {
    this.#update((state) => (state.log?.webhook === webhook ? { ...state, log: next(state.log) } : state));
  }

  #change(part: Partial<SignedIn>): void {
    this.#update((state) => ({ ...state, ...part }));
  }

  #update(next: (state: SignedIn) => SignedIn): void {
    const state = this.state.get();
    if (state.at === 'signed-in') this.state.set(next(state));
  }
}

/** With such an answer the key opens nothing any more. */
function ends(why: Refusal): boolean {
  return why === 'key' || why === 'scope' || why === 'off';
}

/** The newest of both; what came twice stands once. */
export function joined(before: readonly Sample[], more: readonly Sample[]): readonly Sample[] {
  const last = before.at(-1)?.at;
  const fresh = more.filter(({ at }) => last === undefined || Date.parse(at) > Date.parse(last));
  return [...before, ...fresh].slice(-SAMPLES_MAX);
}
