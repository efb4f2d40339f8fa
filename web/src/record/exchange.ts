import { type Exchange as ClockExchange, clockOffset } from './clocks';
import type { RecordMessage } from './messages';
import { pack, unpack } from './packed';
import type { CallRecord, Moment, Who } from './record';
import { read, write } from './stored';

/** `broken`: what came was no record. */
export type Asked = 'asked' | 'coming' | 'here' | 'declined' | 'broken';

export interface Hooks {
  send(to: Who, message: RecordMessage): void;
  now(): Moment;
  randomId(): string;
  /** What they would be given. */
  recordWith(who: Who): CallRecord;
  changed(): void;
}

interface Asking {
  id: string;
  stage: Asked;
  parts: string[];
  of: number;
  clock: ClockExchange[];
  /** When the time was last asked for. */
  sent: Moment;
}

interface Giving {
  id: string;
  parts: readonly string[];
}

/** The quickest of so many exchanges tells how the clocks differ. */
const CLOCK_EXCHANGES = 8;
/** Who was asked so often by one person is not asked again. */
const QUESTIONS_MAX = 3;

/** Asks others for their records, and gives them the own one if its person agrees (rules S78 to S82). */
export class Exchange {
  readonly #hooks: Hooks;
  readonly #asking = new Map<Who, Asking>();
  readonly #questions = new Map<Who, string>();
  readonly #questioned = new Map<Who, number>();
  readonly #giving = new Map<Who, Giving>();
  readonly #told = new Map<Who, CallRecord>();

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
  }

  get asked(): ReadonlyMap<Who, Asked> {
    return new Map([...this.#asking].map(([who, { stage }]) => [who, stage]));
  }

  /** Who waits for an answer of the person here. */
  get questions(): readonly Who[] {
    return [...this.#questions.keys()];
  }

  /** The records of others, with the times of the own one. */
  get told(): ReadonlyMap<Who, CallRecord> {
    return this.#told;
  }

  ask(who: Who): void {
    const stage = this.#asking.get(who)?.stage;
    if (stage === 'asked' || stage === 'coming') return;
    const id = this.#hooks.randomId();
    this.#asking.set(who, { id, stage: 'asked', parts: [], of: 0, clock: [], sent: 0 });
    this.#hooks.send(who, { type: 'asked', id });
    this.#hooks.changed();
  }

  async answer(who: Who, share: boolean): Promise<void> {
    const id = this.#questions.get(who);
    if (id === undefined) return;
    this.#questions.delete(who);
    this.#hooks.changed();
    const parts = share ? await pack(write(this.#hooks.recordWith(who))) : [];
    if (!share) this.#hooks.send(who, { type: 'declined', id });
    else {
      this.#giving.set(who, { id, parts });
      this.#sendPart(who, 0);
    }
  }

  /** Another channel took the place of one on which something may have got lost. */
  reopened(who: Who): void {
    const asking = this.#asking.get(who);
    if (asking === undefined || (asking.stage !== 'asked' && asking.stage !== 'coming')) return;
    Object.assign(asking, { stage: 'asked', parts: [], clock: [] });
    this.#hooks.send(who, { type: 'asked', id: asking.id });
    this.#hooks.changed();
  }

  gone(who: Who): void {
    this.#questions.delete(who);
    this.#giving.delete(who);
    const stage = this.#asking.get(who)?.stage;
    if (stage === 'asked' || stage === 'coming') this.#asking.delete(who);
    this.#hooks.changed();
  }

  hear(from: Who, message: RecordMessage): void {
    switch (message.type) {
      case 'asked':
        this.#onAsked(from, message.id);
        return;
      case 'time': {
        const heard = this.#hooks.now();
        if (this.#giving.get(from)?.id === message.id)
          this.#hooks.send(from, { ...message, type: 'timeTold', heard, answered: this.#hooks.now() });
        return;
      }
      case 'received':
        if (this.#giving.get(from)?.id === message.id) this.#sendPart(from, message.number + 1);
        return;
      case 'declined':
      case 'part':
      case 'timeTold': {
        const asking = this.#asking.get(from);
        if (asking?.id === message.id) this.#onAnswer(from, asking, message);
      }
    }
  }

  #onAsked(from: Who, id: string): void {
    if (this.#giving.get(from)?.id === id) {
      this.#sendPart(from, 0);
      return;
    }
    if (this.#questions.get(from) === id) return;
    const often = this.#questioned.get(from) ?? 0;
    if (often >= QUESTIONS_MAX) {
      this.#hooks.send(from, { type: 'declined', id });
      return;
    }
    this.#questioned.set(from, often + 1);
    this.#questions.set(from, id);
    this.#hooks.changed();
  }

  #onAnswer(
    from: Who,
    asking: Asking,
    message: Extract<RecordMessage, { type: 'declined' | 'part' | 'timeTold' }>,
  ): void {
    switch (message.type) {
      case 'declined':
        if (asking.stage === 'asked') this.#become(asking, 'declined');
        return;
      case 'part':
        this.#onPart(from, asking, message);
        return;
      case 'timeTold':
        if (asking.stage !== 'coming' || message.sent !== asking.sent || asking.clock.length === CLOCK_EXCHANGES)
          return;
        asking.clock.push({ ...message, back: this.#hooks.now() });
        if (asking.clock.length < CLOCK_EXCHANGES) this.#askTime(from, asking);
        else void this.#finish(from, asking);
    }
  }

  #onPart(from: Who, asking: Asking, { number, of, data }: Extract<RecordMessage, { type: 'part' }>): void {
    const first = asking.stage === 'asked' && number === 0;
    const next = asking.stage === 'coming' && number === asking.parts.length && of === asking.of && number < of;
    if (!first && !next) return;
    asking.parts.push(data);
    asking.of = of;
    this.#hooks.send(from, { type: 'received', id: asking.id, number });
    if (first) {
      this.#become(asking, 'coming');
      this.#askTime(from, asking);
    } else void this.#finish(from, asking);
  }

  async #finish(from: Who, asking: Asking): Promise<void> {
    if (asking.parts.length < asking.of || asking.clock.length < CLOCK_EXCHANGES) return;
    const record = read((await unpack(asking.parts)) ?? '');
    const offset = clockOffset(asking.clock)?.offset;
    asking.parts = [];
    if (record === undefined || record.people.length !== 1 || offset === undefined) {
      this.#become(asking, 'broken');
      return;
    }
    this.#told.set(from, shifted(record, -offset));
    this.#become(asking, 'here');
  }

  #askTime(to: Who, asking: Asking): void {
    asking.sent = this.#hooks.now();
    this.#hooks.send(to, { type: 'time', id: asking.id, sent: asking.sent });
  }

  #sendPart(to: Who, number: number): void {
    const giving = this.#giving.get(to);
    const data = giving?.parts[number];
    if (giving === undefined || data === undefined) return;
    this.#hooks.send(to, { type: 'part', id: giving.id, number, of: giving.parts.length, data });
  }

  #become(asking: Asking, stage: Asked): void {
    asking.stage = stage;
    this.#hooks.changed();
  }
}

/** The same record by another clock; what was before that began counts as its beginning. */
function shifted({ people, marks, ...record }: CallRecord, millis: number): CallRecord {
  return {
    ...record,
    lasted: Math.max(0, record.lasted + millis),
    people: people.map((person) => ({
      ...person,
      samples: person.samples
        .filter(({ at }) => at + millis >= 0)
        .map((sample) => ({ ...sample, at: sample.at + millis })),
    })),
    marks: marks.map((mark) => ({ ...mark, at: Math.max(0, mark.at + millis) })),
  };
}
