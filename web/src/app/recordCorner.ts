import type { CallState } from '../call/state';
import type { ParticipantId } from '../protocol/messages';
import type { QualitySample } from '../quality/sample';
import type { Who } from '../record/record';
import type { RecordDesk, RecordView } from '../record/recordDesk';
import { download } from './download';
import type { Environment } from './environment';
import { Later } from './later';
import { Store } from './store';

/** The call record is loaded with the first call. */
export class RecordCorner {
  readonly #environment: Environment;
  readonly #store = new Store<RecordView>({ asked: new Map(), questions: [] });
  readonly #later: Later<RecordDesk>;
  #desk: RecordDesk | undefined;
  #state: CallState | undefined;
  #returning = false;

  constructor(environment: Environment, send: (to: ParticipantId, message: unknown) => void) {
    this.#environment = environment;
    const changed = (view: RecordView) => this.#store.set(view);
    this.#later = new Later(async () => {
      const { RecordDesk } = await import('../record/recordDesk');
      this.#desk = new RecordDesk({ ...environment, send, changed, download }, this.#returning);
      return this.#desk;
    });
  }

  get = (): RecordView => this.#store.get();
  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Asks for what somebody else's browser noticed about the two of us. */
  ask = (who: Who): void => this.#use((desk) => desk.ask(who));
  answer = (who: Who, share: boolean): void => this.#use((desk) => desk.answer(who, share));
  save = (): void => this.#use((desk) => desk.save());

  onState(state: CallState): void {
    const before = this.#state?.stage.at;
    if (state === this.#state) return;
    this.#state = state;
    this.#returning ||= before === undefined && state.stage.at === 'returning';
    if (state.stage.at === 'in-call' || before === 'in-call') this.#use((desk, now) => desk.onState(state, now));
  }

  onSample(id: ParticipantId, sample: QualitySample): void {
    this.#use((desk) => desk.sample(id, sample));
  }

  onNetworkHint(): void {
    if (this.#state?.stage.at === 'in-call') this.#use((desk, now) => desk.note(now, 'network', 'changed'));
  }

  /** A network was measured: our own, or that of somebody who told. */
  onNetwork(is: 'weak' | 'ok', who?: ParticipantId): void {
    this.#use((desk, now) => desk.note(now, 'network', is, who));
  }

  hear(from: ParticipantId, message: unknown): void {
    this.#use((desk) => desk.hear(from, message));
  }

  /** The page goes away, and may come back. */
  keep(): void {
    this.#desk?.keep();
  }

  close(): void {
    this.#desk?.close();
  }

  #use(act: (desk: RecordDesk, now: number) => void): void {
    const now = this.#environment.clock.now();
    this.#later.use((desk) => act(desk, now));
  }
}
