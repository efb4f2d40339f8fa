import * as v from 'valibot';
import { listed, type UpcomingCall } from '../../schedule/upcoming';
import type { App } from '../app';
import { callPath } from '../links';
import { Store } from '../store';
import { UpcomingStore } from './upcomingStore';

/** What a person filled in, as the server takes it. */
export interface Wish {
  title: string;
  startsAt: string;
  zone: string;
  lengthMinutes: number;
  recurrence: string | undefined;
  lobby: boolean;
  /** Empty: none. Undefined: as it was. */
  passphrase: string | undefined;
}

export type Outcome = { ok: true; call: string } | { ok: false; code: string; why?: string };

export interface Invited {
  to: string;
  state: 'waiting' | 'sent' | 'failed';
  problem?: string | undefined;
}

const invitations = v.object({
  invitations: v.array(
    v.object({ to: v.string(), state: v.picklist(['waiting', 'sent', 'failed']), problem: v.optional(v.string()) }),
  ),
});
const problem = v.object({ code: v.string(), detail: v.fallback(v.string(), '') });

/** Schedules calls, and keeps what this browser knows of them. */
export class Planner {
  readonly calls: Store<readonly { call: UpcomingCall; at?: number }[]>;
  readonly #app: App;
  readonly #kept: UpcomingStore;

  constructor(app: App) {
    this.#app = app;
    this.#kept = new UpcomingStore(app.environment.stored);
    this.calls = new Store(this.#listed());
  }

  find(call: string): UpcomingCall | undefined {
    return this.#kept.find(call);
  }

  create(wish: Wish): Promise<Outcome> {
    const { title, startsAt, zone, lengthMinutes, recurrence, lobby, passphrase } = wish;
    const body = {
      ...(title === '' ? {} : { title }),
      startsAt,
      zone,
      lengthMinutes,
      ...(recurrence === undefined ? {} : { recurrence }),
      lobby,
      ...(passphrase ? { passphrase } : {}),
    };
    return new Promise((done) => {
      this.#app.environment.session.request({ type: 'createCall', body }, (answer) => {
        if (!answer.ok) return done({ ok: false, code: answer.code });
        if (answer.message.type !== 'callCreated') return;
        const { call, hostKey, links } = answer.message.body;
        this.#app.environment.preferences.addHostKey(call, hostKey);
        const { passphrase: _, ...kept } = body;
        const guestKey = links?.guest === undefined ? {} : { guestKey: links.guest };
        this.#keep({ call, hostKey, ...guestKey, ...kept, passphrase: passphrase !== '', revision: 1 });
        done({ ok: true, call });
      });
    });
  }

  async change(call: UpcomingCall, wish: Wish): Promise<Outcome> {
    const body = {
      title: wish.title === '' ? null : wish.title,
      startsAt: wish.startsAt,
      zone: wish.zone,
      lengthMinutes: wish.lengthMinutes,
      recurrence: wish.recurrence ?? null,
      lobby: wish.lobby,
      ...(wish.passphrase === undefined ? {} : { passphrase: wish.passphrase === '' ? null : wish.passphrase }),
    };
    const answer = await this.#ask(call, '', 'PATCH', body);
    if (!answer.ok) return answer;
    const { title: _, recurrence: __, ...others } = call;
    this.#keep({
      ...others,
      ...(wish.title === '' ? {} : { title: wish.title }),
      startsAt: wish.startsAt,
      zone: wish.zone,
      lengthMinutes: wish.lengthMinutes,
      ...(wish.recurrence === undefined ? {} : { recurrence: wish.recurrence }),
      lobby: wish.lobby,
      passphrase: wish.passphrase === undefined ? call.passphrase : wish.passphrase !== '',
      revision: revisionOf(answer.response) ?? call.revision + 1,
    });
    return { ok: true, call: call.call };
  }

  async cancel(call: UpcomingCall): Promise<Outcome> {
    const answer = await this.#ask(call, '', 'DELETE');
    if (!answer.ok) return answer;
    this.#keep({ ...call, over: 'canceled' });
    return { ok: true, call: call.call };
  }

  /** Only this browser forgets it. */
  remove(call: string): void {
    this.#kept.remove(call);
    this.refresh();
  }

  /** Into the call, as its host. */
  start(call: UpcomingCall): void {
    this.#app.environment.preferences.addHostKey(call.call, call.hostKey);
    this.#app.goTo(callPath(call.call));
  }

  guestLink(call: UpcomingCall): string {
    const link = this.#app.environment.origin + callPath(call.call);
    return call.guestKey === undefined ? link : `${link}#key=${call.guestKey}`;
  }

  hostLink(call: UpcomingCall): string {
    return `${this.#app.environment.origin}${callPath(call.call)}#host=${call.hostKey}`;
  }

  calendarFile(call: UpcomingCall): string {
    return `${callPath(call.call)}/calendar.ics`;
  }

  /** Undefined when the server sends no mail, or cannot be asked. */
  async invited(call: UpcomingCall): Promise<readonly Invited[] | undefined> {
    const answer = await this.#ask(call, '/invitations', 'GET');
    return answer.ok ? this.#invited(answer.response) : undefined;
  }

  async invite(call: UpcomingCall, to: readonly string[], message: string): Promise<readonly Invited[] | string> {
    const body = { to, ...(message === '' ? {} : { message }) };
    const answer = await this.#ask(call, '/invitations', 'POST', body);
    if (!answer.ok) return answer.why ?? answer.code;
    return (await this.#invited(answer.response)) ?? [];
  }

  refresh(): void {
    this.calls.set(this.#listed());
  }

  async #invited(response: Response): Promise<readonly Invited[] | undefined> {
    const read = v.safeParse(invitations, await response.json().catch(() => undefined));
    return read.success ? read.output.invitations : undefined;
  }

  async #ask(
    call: UpcomingCall,
    path: string,
    method: string,
    body?: object,
  ): Promise<{ ok: true; response: Response } | { ok: false; code: string; why?: string }> {
    const headers: Record<string, string> = { authorization: `Bearer ${call.hostKey}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (method === 'PATCH' || method === 'DELETE') headers['if-match'] = `"${call.revision}"`;
    try {
      const response = await this.#app.environment.http(`/api/v1/calls/${call.call}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.ok) return { ok: true, response };
      const read = v.safeParse(problem, await response.json().catch(() => undefined));
      const code = read.success ? read.output.code : 'server.unavailable';
      if (code === 'call.ended') this.#keep({ ...call, over: 'ended' });
      if (code === 'revision.stale') await this.#takeRevision(call);
      return { ok: false, code, ...(read.success && read.output.detail !== '' ? { why: read.output.detail } : {}) };
    } catch {
      return { ok: false, code: 'server.unavailable' };
    }
  }

  /** Somebody else with the host's link changed it: what is saved next is meant to win over that. */
  async #takeRevision(call: UpcomingCall): Promise<void> {
    const answer = await this.#ask(call, '', 'GET');
    const revision = answer.ok ? revisionOf(answer.response) : undefined;
    if (revision !== undefined) this.#keep({ ...call, revision });
  }

  #keep(call: UpcomingCall): void {
    this.#kept.write(call, this.#app.environment.wallClock());
    this.refresh();
  }

  #listed() {
    return listed(this.#kept.list(), this.#app.environment.wallClock());
  }
}

function revisionOf(response: Response): number | undefined {
  const revision = /^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1];
  return revision === undefined ? undefined : Number(revision);
}
