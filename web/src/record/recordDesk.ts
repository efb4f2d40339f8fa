import type { CallState, Millis, Remote } from '../call/state';
import type { ParticipantId } from '../protocol/messages';
import type { QualitySample } from '../quality/sample';
import { type Asked, Exchange } from './exchange';
import type { RecordMessage } from './messages';
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

export interface RecordHooks {
  send(to: ParticipantId, message: RecordMessage): void;
  changed(view: RecordView): void;
  save(page: Blob, name: string): void;
  now(): Millis;
  wallClock(): number;
  randomId(): string;
}

/** The record of one call: takes down what happens, gives and takes records, and writes the file. */
export class RecordDesk {
  readonly #hooks: RecordHooks;
  readonly #recorder: Recorder;
  readonly #exchange: Exchange;
  #remotes: readonly Remote[] = [];

  /** @param before what `text` gave before the page was loaded again */
  constructor(hooks: RecordHooks, before: string | undefined) {
    this.#hooks = hooks;
    this.#recorder = new Recorder(hooks.now(), hooks.wallClock(), before === undefined ? undefined : read(before));
    this.#exchange = new Exchange({
      send: (who, message) => {
        const to = this.#remotes.find(({ place }) => place === who)?.participant.id;
        if (to !== undefined) hooks.send(to, message);
      },
      now: () => this.#recorder.moment(hooks.now()),
      randomId: hooks.randomId,
      recordWith: (who) => this.#recorder.recordWith(who),
      changed: () => hooks.changed({ asked: this.#exchange.asked, questions: this.#exchange.questions }),
    });
  }

  onState(state: CallState, now: Millis): void {
    const { stage } = state;
    this.#recorder.onState(state, now);
    const before = this.#remotes;
    this.#remotes = stage.at === 'in-call' ? stage.remotes : [];
    for (const { place, channelOpen } of before) {
      const remote = this.#remotes.find((it) => it.place === place);
      if (remote === undefined) this.#exchange.gone(place);
      else if (remote.channelOpen && !channelOpen) this.#exchange.reopened(place);
    }
  }

  /** @param who this browser's own person unless named */
  note(now: Millis, what: Aspect, is: Condition, who?: ParticipantId): void {
    const place = who === undefined ? ME : this.#placeOf(who);
    if (place !== undefined) this.#recorder.note(now, place, what, is);
  }

  sample(participant: ParticipantId, sample: QualitySample): void {
    const place = this.#placeOf(participant);
    if (place !== undefined) this.#recorder.sample(place, sample);
  }

  hear(from: ParticipantId, message: RecordMessage): void {
    const place = this.#placeOf(from);
    if (place !== undefined) this.#exchange.hear(place, message);
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
    // No system has to mind a colon in the name of a file.
    const name = `Call record ${days.day(record.startedAt).replace(':', '.')}.html`;
    this.#hooks.save(new Blob([page], { type: 'text/html' }), name);
  }

  /** To go on with after the page was loaded again. */
  text(): string {
    return write(this.#recorder.record());
  }

  #placeOf(id: ParticipantId): Who | undefined {
    return this.#remotes.find(({ participant }) => participant.id === id)?.place;
  }
}
