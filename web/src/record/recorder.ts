import type { CallState, Millis } from '../call/state';
import type { QualitySample } from '../quality/sample';
import { factsOf } from './facts';
import {
  type Aspect,
  type CallRecord,
  type Condition,
  type Fact,
  type Mark,
  ME,
  type Moment,
  type Who,
} from './record';
import { fromRow, type Row, toRow } from './rows';
import { MARKS_MAX, PEOPLE_MAX } from './stored';
import { thinned } from './thinning';

const THIN_EVERY_MILLIS = 60_000;
/** The browser also hints at the network when a page is looked at again. */
const SHOWN_MILLIS = 500;

/** Writes down what happens in a call; who it is about is called by their place in the call, whatever their id is. */
export class Recorder {
  /** The record's time in the page's. */
  readonly #beganAt: Millis;
  readonly #facts = new Map<string, Fact>();
  /** Samples as rows: a call goes on for hours, and they take an eighth of the memory. */
  readonly #people = new Map<Who, { name: string; rows: Row[] }>();
  readonly #startedAt: number;
  readonly #marks: Mark[] = [];
  #name = '';
  #lasted: Moment = 0;
  #thinnedAt: Moment = 0;

  /** @param before what the page had noticed before it was loaded again */
  constructor(now: Millis, wallClock: number, before: CallRecord | undefined) {
    this.#startedAt = before?.startedAt ?? wallClock;
    this.#beganAt = now - (wallClock - this.#startedAt);
    if (before === undefined) return;
    this.#name = before.name;
    this.#marks.push(...before.marks);
    for (const { at, ...fact } of before.marks) this.#facts.set(keyOf(fact), fact);
    for (const { who, name, samples } of before.people) this.#people.set(who, { name, rows: samples.map(toRow) });
    this.#mark(now, { who: ME, what: 'page', is: 'loaded' });
  }

  onState(state: CallState, now: Millis): void {
    const { stage, local } = state;
    if (stage.at !== 'in-call') {
      this.#leave(now, []);
      return;
    }
    this.#name = local.name;
    const facts = factsOf(state);
    for (const fact of facts) this.#note(now, fact);
    for (const { place, participant } of stage.remotes) {
      const known = this.#people.get(place);
      if (known !== undefined) known.name = participant.name;
      else if (this.#people.size < PEOPLE_MAX) this.#people.set(place, { name: participant.name, rows: [] });
    }
    const here = stage.remotes.map(({ place }) => place);
    this.#leave(now, here);
  }

  note(now: Millis, who: Who, what: Aspect, is: Condition): void {
    if (is !== 'changed') this.#note(now, { who, what, is });
    else if (!this.#justShown(now)) this.#mark(now, { who, what, is });
  }

  sample(who: Who, sample: QualitySample): void {
    const at = this.moment(sample.at);
    this.#people.get(who)?.rows.push(toRow({ ...sample, at }));
    this.#lasted = Math.max(this.#lasted, at);
    if (at - this.#thinnedAt < THIN_EVERY_MILLIS) return;
    this.#thinnedAt = at;
    for (const { who, samples } of thinned(this.record()).people) {
      const person = this.#people.get(who);
      if (person !== undefined) person.rows = samples.map(toRow);
    }
  }

  record(): CallRecord {
    const people = [...this.#people].map(([who, { name, rows }]) => ({ who, name, samples: rows.map(fromRow) }));
    return { startedAt: this.#startedAt, lasted: this.#lasted, name: this.#name, people, marks: [...this.#marks] };
  }

  /** What one other person may be given: all about the two of us, nothing about anybody else. */
  recordWith(who: Who): CallRecord {
    const record = this.record();
    return {
      ...record,
      people: record.people.filter((person) => person.who === who),
      marks: record.marks.filter((mark) => mark.who === who || mark.who === ME),
    };
  }

  moment(now: Millis): Moment {
    return Math.max(0, now - this.#beganAt);
  }

  #leave(now: Millis, here: readonly Who[]): void {
    for (const fact of [...this.#facts.values()])
      if (fact.who !== ME && !here.includes(fact.who)) this.#note(now, { ...fact, is: 'gone' });
  }

  #note(now: Millis, fact: Fact): void {
    if (this.#facts.get(keyOf(fact))?.is === fact.is) return;
    this.#facts.set(keyOf(fact), fact);
    this.#mark(now, fact);
  }

  #mark(now: Millis, fact: Fact): void {
    const at = this.moment(now);
    this.#lasted = Math.max(this.#lasted, at);
    this.#marks.push({ at, ...fact });
    if (this.#marks.length > MARKS_MAX) this.#marks.splice(this.#oldest(), 1);
  }

  /** What holds to this day is not forgotten, however long ago it began. */
  #oldest(): number {
    const latest = new Map(this.#marks.map((mark, index) => [keyOf(mark), index]));
    return this.#marks.findIndex((mark, index) => latest.get(keyOf(mark)) !== index);
  }

  #justShown(now: Millis): boolean {
    const shown = this.#marks.findLast(({ what, is }) => what === 'page' && is === 'visible');
    return shown !== undefined && this.moment(now) - shown.at < SHOWN_MILLIS;
  }
}

function keyOf({ who, what }: Fact): string {
  return `${what} ${who}`;
}
