import type { Clock } from '../time/clock';
import { FlowWatch } from './flow';
import { isLossy, type PathReport, type Rows, readPath, rowsOf } from './path';

const REPORT_EVERY_MILLIS = 2000;
/** After a silence, pictures stay small until the browser knows the bandwidth again. */
const SMALL_FOR_MILLIS = 6000;
const LOOK_EVERY_MILLIS = 500;
/** While something says that the path may be broken. */
const LOOK_CLOSELY_EVERY_MILLIS = 250;
const ALERT_FOR_MILLIS = 5000;

interface Hooks {
  /** Media stopped coming, before the browser says so, or comes again. */
  flow(flowing: boolean): void;
  path(path: PathReport['path'], lossy: boolean): void;
  statistics(rows: Rows): void;
  /** Media comes again after it did not: pictures begin anew, small. */
  recovered(): void;
  /** The path has been well for a while. */
  settled(): void;
  /** From time to time while connected. */
  reported(): void;
}

/** Looks at the statistics of one other participant's connection, through all its replacements. */
export class PathWatch {
  readonly #clock: Clock;
  readonly #hooks: Hooks;
  #connection: RTCPeerConnection | undefined;
  #flow = new FlowWatch();
  /** When the last hint that the path may be broken loses its meaning. */
  #alertUntil = 0;
  /** No media came, or a repair was begun; what flows next is news. */
  #troubled = false;
  #interrupted = false;
  #stalled = false;
  #smallUntil = 0;
  #reported: ({ at: number } & PathReport) | undefined;
  #cancelLook: (() => void) | undefined;

  constructor(clock: Clock, hooks: Hooks) {
    this.#clock = clock;
    this.#hooks = hooks;
  }

  /** Begins anew, with a connection of which nothing is known. */
  watch(connection: RTCPeerConnection): void {
    this.#connection = connection;
    this.#flow = new FlowWatch();
    this.#interrupted = false;
    this.#reported = undefined;
  }

  stop(): void {
    this.#cancelLook?.();
    this.#connection = undefined;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  /** A repair begins. */
  repairing(): void {
    this.#troubled = true;
  }

  /** Something says that the path may be broken. */
  alert(): void {
    this.#alertUntil = this.#clock.now() + ALERT_FOR_MILLIS;
    void this.#look();
  }

  connected(): void {
    this.#flow.forgive(this.#clock.now());
    if (this.#troubled) this.#recovered();
    this.#troubled = false;
    this.#reported = undefined;
    void this.#look();
  }

  async #look(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    const rows = rowsOf(await connection.getStats());
    if (connection !== this.#connection || connection.connectionState === 'closed') return;
    const report = readPath(rows);
    const now = this.#clock.now();
    const connected = connection.connectionState === 'connected';
    const hinted = now < this.#alertUntil || this.#troubled || !connected;
    const seen = this.#flow.see(now, report.flow, hinted);
    this.#stalled = seen === 'stalled';
    if (connected) this.#onFlow(seen);
    if (connected) this.#report(report, now);
    if (connection !== this.#connection) return;
    this.#hooks.statistics(rows);
    const closely = hinted || this.#interrupted;
    this.#cancelLook?.();
    this.#cancelLook = this.#clock.after(
      closely ? LOOK_CLOSELY_EVERY_MILLIS : LOOK_EVERY_MILLIS,
      () => void this.#look(),
    );
  }

  #onFlow(seen: ReturnType<FlowWatch['see']>): void {
    if (seen === 'interrupted' || seen === 'stalled') this.#interrupted = true;
    if (seen === 'stalled' && !this.#troubled) {
      this.#troubled = true;
      this.#hooks.flow(false);
    } else if (seen === 'flowing' && (this.#troubled || this.#interrupted)) {
      const troubled = this.#troubled;
      this.#troubled = false;
      this.#recovered();
      if (troubled) this.#hooks.flow(true);
    }
  }

  #recovered(): void {
    this.#interrupted = false;
    this.#reported = undefined;
    this.#smallUntil = this.#clock.now() + SMALL_FOR_MILLIS;
    this.#hooks.recovered();
  }

  #report(report: PathReport, now: number): void {
    const before = this.#reported;
    if (before !== undefined && now - before.at < REPORT_EVERY_MILLIS) return;
    this.#reported = { at: now, ...report };
    if (before !== undefined) this.#hooks.reported();
    if (before !== undefined && !this.#interrupted && now >= this.#smallUntil) this.#hooks.settled();
    this.#hooks.path(report.path, before !== undefined && isLossy(before, report));
  }
}
