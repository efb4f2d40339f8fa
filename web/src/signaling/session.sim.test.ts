import { afterEach, expect, it, vi } from 'vitest';
import { FakeClock } from '../testing/fakeClock';
import { FakeHttpServer, type Fate } from '../testing/fakeHttpServer';
import { FakeWebSocketServer } from '../testing/fakeWebSocket';
import { ModelServer } from '../testing/modelServer';
import { forEachSeed } from '../testing/seeds';
import { settle } from '../testing/serverEnd';
import { SlowTransport } from '../testing/slowTransport';
import { FallbackTransport } from './fallbackTransport';
import { HttpTransport } from './httpTransport';
import { type Answer, SignalingSession } from './session';
import { WebSocketTransport } from './webSocketTransport';

const SEEDS = Number(process.env.SIM_SEEDS ?? 100);
const STEPS = 60;
const FAULTS: readonly Fate[] = ['request lost', 'answer lost', 'doubled', 'gateway error'];

afterEach(() => vi.unstubAllGlobals());

/** A session and its server, with a network of both carriers between them that breaks in every way it can. */
class Story {
  readonly clock = new FakeClock();
  readonly server = new ModelServer();
  readonly sockets = new FakeWebSocketServer();
  readonly http = new FakeHttpServer(this.clock);
  readonly session: SignalingSession;
  readonly heard: number[] = [];
  readonly answers: Answer[][] = [];
  said = 0;
  faults = 0.15;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
    vi.stubGlobal('WebSocket', this.sockets.socketClass());
    this.sockets.onConnection = this.server.accept;
    this.http.onConnection = this.server.accept;
    this.http.fate = () => (random() < this.faults ? this.#oneOf(FAULTS) : 'passes');
    const slow = (transport: WebSocketTransport | HttpTransport) =>
      new SlowTransport(transport, this.clock, () => random() * 200);
    const transport = new FallbackTransport(
      {
        websocket: slow(new WebSocketTransport('')),
        http: slow(new HttpTransport('', this.http.fetch, this.clock)),
      },
      this.clock,
      { works: () => undefined, knock: async () => this.sockets.door === 'open' },
    );
    this.session = new SignalingSession(transport, this.clock, random, { page: 'page' });
    this.session.subscribe((event) => {
      if (event.type !== 'message' || event.message.type !== 'participantLeft') return;
      this.heard.push(Number(event.message.body.participant));
    });
  }

  async passes(millis: number): Promise<void> {
    for (let left = millis; left > 0; left -= 50) {
      this.clock.advance(Math.min(left, 50));
      await settle();
    }
  }

  act(): void {
    const { session, server } = this;
    this.#oneOf<() => unknown>([
      () => this.#say(),
      () => this.#say(),
      () => this.#ask(),
      () => server.say(),
      () => server.say(),
      () => this.sockets.connections.at(-1)?.close(),
      () => this.http.connections.at(-1)?.close(),
      () => {
        this.sockets.door = this.#oneOf(['open', 'open', 'refuses', 'swallows', 'opens and swallows'] as const);
      },
      () => server.announceRestart(),
      () => this.#random() < 0.3 && server.crash(),
      () => session.detach(),
      () => session.wake(),
      () => session.networkChanged(),
    ])();
  }

  async heal(): Promise<void> {
    this.faults = 0;
    this.sockets.door = 'open';
    await this.passes(20_000);
    this.session.wake();
    await this.passes(5000);
  }

  /** What holds at any time. */
  check(): void {
    expect(this.server.violations).toEqual([]);
    expect(this.server.unackedMost).toBeLessThanOrEqual(256);
    const firsts = [...new Set(this.server.handled)];
    expect(firsts, 'nothing skipped or reordered').toEqual(firsts.map((_, index) => index + 1));
    if (this.server.crashes === 0) expect(this.server.handled, 'nothing doubled').toEqual(firsts);
    expect(this.heard, 'heard once and in order').toEqual([...new Set(this.heard)].sort((a, b) => a - b));
    for (const answers of this.answers) expect(answers.length).toBeLessThanOrEqual(1);
  }

  checkEnd(): void {
    expect(this.session.status.at).toBe('open');
    expect(Math.max(0, ...this.server.handled), 'all that was said was handled').toBe(this.said);
    const missing = Array.from({ length: this.server.said }, (_, index) => index + 1)
      .filter((n) => !this.heard.includes(n))
      .filter((n) => !this.server.lost.has(n));
    expect(missing, 'never heard, though no crash lost it').toEqual([]);
    for (const [answer] of this.answers) {
      if (this.server.crashes === 0) expect(answer).toMatchObject({ ok: true });
      else expect(answer).toBeDefined();
    }
  }

  #say(): void {
    const name = String(this.said + 1);
    if (this.session.send({ type: 'updateParticipant', body: { name } })) this.said += 1;
  }

  #ask(): void {
    this.said += 1;
    const answers: Answer[] = [];
    this.answers.push(answers);
    this.session.request({ type: 'lookUpCall', body: { call: String(this.said) } }, (answer) => answers.push(answer));
  }

  #oneOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)] as T;
  }
}

it(`says and hears everything once and in order, whatever the network and the server do (${SEEDS} seeds)`, async () => {
  await forEachSeed(SEEDS, async (random) => {
    const story = new Story(random);
    story.session.start();
    for (let step = 0; step < STEPS; step += 1) {
      story.act();
      await story.passes(random() < 0.1 ? 3000 : random() * 400);
      story.check();
    }
    await story.heal();
    story.check();
    story.checkEnd();
  });
}, 600_000);
