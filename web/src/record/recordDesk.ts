import type { CallState, Millis, Remote } from '../call/state';
import type { ParticipantId } from '../protocol/messages';
import type { QualitySample } from '../quality/sample';
import type { Clock } from '../time/clock';
import { type Asked, Exchange } from './exchange';
import { type RecordMessage, readRecordMessage } from './messages';
import { calendar, pageOf } from './page';
import { type Aspect, type Condition, ME, type Who } from './record';
import { Recorder } from './recorder';
import { read, write } from './stored';

/** What people see of the record; everybody by their place in the call. */
export interface RecordView {
  /** Whom this browser asked for their record, and what came of it. */
  asked: ReadonlyMap<Who, Asked>;
  /** Who asked for the record of this browser and waits for an answer. */
  questions: readonly Who[];
}

export interface RecordWorld {
  clock: Clock;
  wallClock(): number;
  randomId(): string;
  /** Of this tab alone. */
  tab: Storage | undefined;
  send(to: ParticipantId, message: RecordMessage): void;
  changed(view: RecordView): void;
  download(url: string, name: string): void;
}

const KEY = 'tincan.record';
const KEEP_EVERY_MILLIS = 30_000;
/** The browser has begun to read the file by then. */
const SAVED_MILLIS = 60_000;

/** The record of one call: takes down what happens, gives and takes records, and writes the file. */
export class RecordDesk {
  readonly #world: RecordWorld;
  readonly #recorder: Recorder;
  readonly #exchange: Exchange;
  #remotes: readonly Remote[] = [];
  #cancelKeep: (() => void) | undefined;

  /** @param returning the page was in this call before it was loaded again */
  constructor(world: RecordWorld, returning: boolean) {
    this.#world = world;
    const { clock, randomId, send, changed } = world;
    this.#recorder = new Recorder(clock.now(), world.wallClock(), returning ? read(this.#kept()) : undefined);
    this.#exchange = new Exchange({
      send: (who, message) => {
        const to = this.#remotes.find(({ place }) => place === who)?.participant.id;
        if (to !== undefined) send(to, message);
      },
      now: () => this.#recorder.moment(clock.now()),
      randomId,
      recordWith: (who) => this.#recorder.recordWith(who),
      changed: () => changed({ asked: this.#exchange.asked, questions: this.#exchange.questions }),
    });
  }

  onState(state: CallState, now: Millis): void {
    const { stage } = state;
    if (stage.at === 'in-call') this.#begin();
    else if (stage.at !== 'returning') this.close();
    this.#recorder.onState(state, now);
    const before = this.#remotes;
    this.#remotes = stage.at === 'in-call' ? stage.remotes : [];
    for (const { place, channelOpen } of before) {
      const remote = this.#remotes.find((it) => it.place === place);
      if (remote === undefined) this.#exchange.gone(place);
      else if (remote.channelOpen && !channelOpen) this.#exchange.reopened(place);
    }
  }

  sample(participant: ParticipantId, sample: QualitySample): void {
    const place = this.#placeOf(participant);
    if (place !== undefined) this.#recorder.sample(place, sample);
  }

  /** @param who this browser's own person unless named */
  note(now: Millis, what: Aspect, is: Condition, who?: ParticipantId): void {
    const place = who === undefined ? ME : this.#placeOf(who);
    if (place !== undefined) this.#recorder.note(now, place, what, is);
  }

  hear(from: ParticipantId, message: unknown): void {
    const place = this.#placeOf(from);
    const said = readRecordMessage(message);
    if (place !== undefined && said !== undefined) this.#exchange.hear(place, said);
  }

  ask(who: Who): void {
    this.#exchange.ask(who);
  }

  answer(who: Who, share: boolean): void {
    void this.#exchange.answer(who, share);
  }

  save(): void {
    const days = calendar(undefined);
    const record = this.#recorder.record();
    const page = pageOf(record, this.#exchange.told, days);
    const url = URL.createObjectURL(new Blob([page], { type: 'text/html' }));
    // No system has to mind a colon in the name of a file.
    this.#world.download(url, `Call record ${days.day(record.startedAt).replace(':', '.')}.html`);
    this.#world.clock.after(SAVED_MILLIS, () => URL.revokeObjectURL(url));
  }

  /** For the page that may be loaded next. */
  keep(): void {
    try {
      this.#world.tab?.setItem(KEY, write(this.#recorder.record()));
    } catch {
      // A full or forbidden storage costs what was noticed before, not the call.
    }
  }

  /** The call is over, or this page's part in it; what was noticed stays for as long as the page. */
  close(): void {
    this.#cancelKeep?.();
    this.#cancelKeep = undefined;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    try {
      this.#world.tab?.removeItem(KEY);
    } catch {
      // Nothing was kept where nothing can be removed.
    }
  }

  #begin(): void {
    if (this.#cancelKeep !== undefined) return;
    document.addEventListener('visibilitychange', this.#onVisibility);
    const keepAgain = () => {
      this.#cancelKeep = this.#world.clock.after(KEEP_EVERY_MILLIS, () => {
        this.keep();
        keepAgain();
      });
    };
    keepAgain();
  }

  readonly #onVisibility = () => {
    this.note(this.#world.clock.now(), 'page', document.visibilityState === 'visible' ? 'visible' : 'hidden');
  };

  #kept(): string {
    try {
      return this.#world.tab?.getItem(KEY) ?? '';
    } catch {
      return '';
    }
  }

  #placeOf(id: ParticipantId): Who | undefined {
    return this.#remotes.find(({ participant }) => participant.id === id)?.place;
  }
}
