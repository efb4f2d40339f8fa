import type { LinkMeasure } from '../media/accessLink';
import type { Rows } from '../media/path';
import type { IceConfig, ParticipantId } from '../protocol/messages';
import { withMeasure } from '../quality/access';
import { carriageOf } from '../quality/carriage';
import { isSuspect, judge, newVerdict, type Verdict } from '../quality/judge';
import { type Mark, markOf, sameMark } from '../quality/mark';
import type { QualitySample } from '../quality/sample';
import { type Look, sampleBetween } from '../quality/sampler';
import type { Access, NetworkState, QualityView } from '../quality/view';
import type { Environment } from './environment';

/** What becomes of what is noticed, outside of this. */
export interface QualityListener {
  /** To one other participant, or to all. */
  tell(network: NetworkState, to?: ParticipantId): void;
  /** How the connection to one other was in the last second. */
  sampled(id: ParticipantId, sample: QualitySample): void;
  /** A network was measured: our own, or that of somebody who told. */
  network(state: NetworkState, of?: ParticipantId): void;
}

interface Hooks extends QualityListener {
  changed(view: QualityView): void;
  /** With the relay to measure through, if there is one. */
  ice(): IceConfig | undefined;
  /** Whether somebody looks at the numbers. */
  read(): boolean;
}

interface Person {
  look: Look;
  verdict: Verdict;
}

const SAMPLE_EVERY_MILLIS = 950;
/** Three minutes. */
const SAMPLES_MAX = 180;
const MEASURE_PAUSE_MILLIS = 3000;
/** The first measurement is of a call that goes well: what later ones are compared with. */
const CALM_MILLIS = 15_000;
const MEASURE_FOR_READERS_MILLIS = 20_000;

/** Watches how the connections are, outside of the call itself, which does not depend on it. */
export class Quality {
  readonly #environment: Pick<Environment, 'clock' | 'measureLink'>;
  readonly #hooks: Hooks;
  readonly #persons = new Map<ParticipantId, Person>();
  /** What they told of their networks, which may be before there is anything to judge. */
  readonly #theirs = new Map<ParticipantId, NetworkState>();
  readonly #ended = new AbortController();
  #view: QualityView;
  #measuring = false;
  /** When the last measurement ended, of whatever it found. */
  #measuredAt: number | undefined;

  constructor(environment: Pick<Environment, 'clock' | 'measureLink'>, view: QualityView, hooks: Hooks) {
    this.#view = view;
    this.#environment = environment;
    this.#hooks = hooks;
  }

  /** More often than a sample is wanted. */
  onStatistics(id: ParticipantId, rows: Rows): void {
    const at = this.#environment.clock.now();
    const person = this.#persons.get(id);
    if (person !== undefined && at - person.look.at < SAMPLE_EVERY_MILLIS) return;
    const look = { at, rows };
    if (person === undefined) this.#persons.set(id, { look, verdict: newVerdict(at) });
    else this.#sample(id, person, look);
    this.#measureIfWanted(at);
  }

  /** Who comes is told what the others know. */
  onChannelOpen(id: ParticipantId): void {
    const { state } = this.#view.access;
    if (state !== 'unknown') this.#hooks.tell(state, id);
  }

  onNetwork(id: ParticipantId, theirs: NetworkState): void {
    this.#theirs.set(id, theirs);
    this.#hooks.network(theirs, id);
    this.#mark();
  }

  rename(from: ParticipantId, to: ParticipantId): void {
    const person = this.#persons.get(from);
    const theirs = this.#theirs.get(from);
    const shown = this.#view.people.get(from);
    this.forget(from);
    if (theirs !== undefined) this.#theirs.set(to, theirs);
    if (person !== undefined) this.#persons.set(to, person);
    if (shown !== undefined) this.#set({ people: new Map(this.#view.people).set(to, shown) });
  }

  forget(id: ParticipantId): void {
    this.#persons.delete(id);
    this.#theirs.delete(id);
    if (!this.#view.people.has(id)) return;
    const people = new Map(this.#view.people);
    people.delete(id);
    this.#set({ people });
  }

  close(): void {
    this.#ended.abort();
  }

  #sample(id: ParticipantId, person: Person, look: Look): void {
    const sample = sampleBetween(person.look, look);
    person.look = look;
    this.#hooks.sampled(id, sample);
    person.verdict = judge(person.verdict, sample);
    const before = this.#view.people.get(id);
    const samples = [...(before?.samples ?? []), sample].slice(-SAMPLES_MAX);
    const mark = this.#markOf(id, person.verdict, sample, before?.mark);
    this.#set({ people: new Map(this.#view.people).set(id, { samples, carriage: carriageOf(look.rows), mark }) });
  }

  /** What is known about a network changed. */
  #mark(): void {
    const people = new Map(this.#view.people);
    for (const [id, shown] of people) {
      const person = this.#persons.get(id);
      const last = shown.samples.at(-1);
      if (person !== undefined && last !== undefined)
        people.set(id, { ...shown, mark: this.#markOf(id, person.verdict, last, shown.mark) });
    }
    this.#set({ people });
  }

  /** The same object as before while it says the same: who shows it need not show it anew. */
  #markOf(id: ParticipantId, verdict: Verdict, { path }: QualitySample, before: Mark | undefined): Mark {
    const theirs: Access['state'] = this.#theirs.get(id) ?? 'unknown';
    const mark = markOf(verdict, path, { yours: this.#view.access.state, theirs });
    return before !== undefined && sameMark(before, mark) ? before : mark;
  }

  #measureIfWanted(now: number): void {
    const ice = this.#hooks.ice();
    if (this.#measuring || ice === undefined || !hasRelay(ice) || !this.#wanted(now)) return;
    this.#measuring = true;
    void this.#environment.measureLink(ice, this.#ended.signal).then(
      (measure) => this.#onMeasured(measure),
      () => this.#onMeasured(undefined),
    );
  }

  #wanted(now: number): boolean {
    const { access } = this.#view;
    const read = this.#hooks.read();
    const verdicts = [...this.#persons.values()].map(({ verdict }) => verdict);
    if (this.#measuredAt === undefined)
      return read || verdicts.some((verdict) => isSuspect(verdict) || now - verdict.since >= CALM_MILLIS);
    const pause = now - this.#measuredAt;
    if (pause < MEASURE_PAUSE_MILLIS) return false;
    return access.state === 'weak' || verdicts.some(isSuspect) || (read && pause >= MEASURE_FOR_READERS_MILLIS);
  }

  #onMeasured(measure: LinkMeasure | undefined): void {
    this.#measuring = false;
    this.#measuredAt = this.#environment.clock.now();
    if (measure === undefined || this.#ended.signal.aborted) return;
    const before = this.#view.access;
    const access = withMeasure(before, measure, this.#measuredAt);
    this.#set({ access });
    if (access.state === before.state || access.state === 'unknown') return;
    this.#hooks.tell(access.state);
    this.#hooks.network(access.state);
    this.#mark();
  }

  #set(change: Partial<QualityView>): void {
    this.#view = { ...this.#view, ...change };
    this.#hooks.changed(this.#view);
  }
}

function hasRelay({ iceServers }: IceConfig): boolean {
  return iceServers.some(({ urls }) => urls.some((url) => url.startsWith('turn')));
}
