import type { CallState, Millis } from '../call/state';
import { rowsOf } from '../media/path';
import type { ParticipantId } from '../protocol/messages';
import { type Look, sampleBetween } from '../quality/sampler';
import type { RecordMessage } from '../record/messages';
import type { Who } from '../record/record';
import type { RecordDesk, RecordView } from '../record/recordDesk';
import { download } from './download';
import type { Environment } from './environment';
import { Store } from './store';

const KEY = 'tincan.record';
const KEEP_EVERY_MILLIS = 30_000;
const SAMPLE_EVERY_MILLIS = 950;
/** The browser has begun to read the file by then. */
const SAVED_MILLIS = 60_000;

/** The call record, which is loaded with the first call and kept in this tab, and nowhere else. */
export class RecordCorner {
  readonly #environment: Environment;
  readonly #send: (to: ParticipantId, message: RecordMessage) => void;
  readonly #store = new Store<RecordView>({ asked: new Map(), questions: [] });
  readonly #looks = new Map<ParticipantId, Look>();
  readonly #onVisibility = () => this.#note('page', document.visibilityState === 'visible' ? 'visible' : 'hidden');
  #desk: Promise<RecordDesk> | undefined;
  #ready: RecordDesk | undefined;
  #state: CallState | undefined;
  #cancelKeep: (() => void) | undefined;

  constructor(environment: Environment, send: (to: ParticipantId, message: RecordMessage) => void) {
    this.#environment = environment;
    this.#send = send;
  }

  get = (): RecordView => this.#store.get();
  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Asks for what somebody else's browser noticed about the two of us. */
  ask = (who: Who): void => this.#use((desk) => desk.ask(who));
  answer = (who: Who, share: boolean): void => this.#use((desk) => desk.answer(who, share));
  save = (): void => this.#use((desk) => desk.save());

  onState(state: CallState): void {
    const before = this.#state;
    if (state === before) return;
    this.#state = state;
    const { at } = state.stage;
    if (this.#desk === undefined && before === undefined && at !== 'returning') this.#forget();
    if (at === 'in-call') this.#begin();
    else if (at !== 'returning' && before?.stage.at === 'in-call') this.#end();
    if (at === 'in-call' || before?.stage.at === 'in-call') {
      const now = this.#environment.clock.now();
      this.#use((desk) => desk.onState(state, now));
    }
  }

  onStatistics(id: ParticipantId, report: RTCStatsReport): void {
    const at = this.#environment.clock.now();
    const before = this.#looks.get(id);
    if (before !== undefined && at - before.at < SAMPLE_EVERY_MILLIS) return;
    const look = { at, rows: rowsOf(report as unknown as Iterable<[string, unknown]>) };
    this.#looks.set(id, look);
    if (before !== undefined) this.#use((desk) => desk.sample(id, sampleBetween(before, look)));
  }

  onNetworkHint(): void {
    if (this.#state?.stage.at === 'in-call') this.#note('network', 'changed');
  }

  /** A network was measured: our own, or that of somebody who told. */
  onNetwork(is: 'weak' | 'ok', who?: ParticipantId): void {
    const now = this.#environment.clock.now();
    this.#use((desk) => desk.note(now, 'network', is, who));
  }

  hear(from: ParticipantId, message: RecordMessage): void {
    this.#use((desk) => desk.hear(from, message));
  }

  /** The page goes away, and may come back. */
  keep(): void {
    try {
      if (this.#ready !== undefined) this.#environment.tab?.setItem(KEY, this.#ready.text());
    } catch {
      // A full or forbidden storage costs what was noticed before, not the call.
    }
  }

  close(): void {
    this.#end();
  }

  #begin(): void {
    if (this.#cancelKeep !== undefined) return;
    document.addEventListener('visibilitychange', this.#onVisibility);
    const keep = () => {
      this.keep();
      this.#cancelKeep = this.#environment.clock.after(KEEP_EVERY_MILLIS, keep);
    };
    keep();
  }

  #end(): void {
    this.#cancelKeep?.();
    this.#cancelKeep = undefined;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#looks.clear();
    this.#forget();
  }

  #note(what: 'page' | 'network', is: 'hidden' | 'visible' | 'changed'): void {
    const now: Millis = this.#environment.clock.now();
    this.#use((desk) => desk.note(now, what, is));
  }

  #use(act: (desk: RecordDesk) => void): void {
    this.#desk ??= this.#load();
    // The part may be out of reach while the server is; the next attempt loads it again.
    this.#desk.then(act, () => {
      this.#desk = undefined;
    });
  }

  async #load(): Promise<RecordDesk> {
    const { RecordDesk } = await import('../record/recordDesk');
    const { clock, wallClock, randomId } = this.#environment;
    this.#ready = new RecordDesk(
      {
        send: this.#send,
        changed: (view) => this.#store.set(view),
        save: (page, name) => {
          const url = URL.createObjectURL(page);
          download(url, name);
          clock.after(SAVED_MILLIS, () => URL.revokeObjectURL(url));
        },
        now: () => clock.now(),
        wallClock,
        randomId,
      },
      this.#kept(),
    );
    return this.#ready;
  }

  #kept(): string | undefined {
    try {
      return this.#environment.tab?.getItem(KEY) ?? undefined;
    } catch {
      return undefined;
    }
  }

  #forget(): void {
    try {
      this.#environment.tab?.removeItem(KEY);
    } catch {
      // Nothing was kept where nothing can be removed.
    }
  }
}
