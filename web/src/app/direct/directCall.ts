import { encodeCode } from '../../direct/code';
import { type Description, type Problem, readPasted } from '../../direct/paste';
import { essentialsOf, ufragOf } from '../../direct/sdp';
import { FirstContact, plainConnection, repeatEvents } from '../../media/firstContact';
import type { CreatePeerConnection } from '../../media/peer';
import { SignalingSession } from '../../signaling/session';
import { CallController } from '../callController';
import { decodeDataMessage, encodeDataMessage } from '../dataMessages';
import type { Environment } from '../environment';
import { KeptCallStore } from '../keptCall';
import { directPath } from '../links';
import { PreferenceStore, type Preferences } from '../preferences';
import { Store } from '../store';
import { decodeFarMessage, type FarMessage, PageServer } from './pageServer';

export type { Problem } from '../../direct/paste';

/** What one side hands to the other. */
export interface Handout {
  /** Undefined for media that another program offered: only its description as a whole holds them. */
  code: string | undefined;
  /** Opens the other's page with the code in it; undefined for answers, and where nobody could open it. */
  link: string | undefined;
  /** The same for another program. */
  json: string;
}

/** The way to the call; from `linked` on, the call has a state of its own. */
export type DirectStage =
  | { at: 'choose'; invited: boolean }
  | { at: 'entering' }
  | { at: 'making'; type: 'offer' | 'answer' }
  | { at: 'offering'; handout: Handout }
  | { at: 'connecting' }
  | { at: 'answering'; handout: Handout; plain: boolean }
  | { at: 'linked' }
  | { at: 'failed' };

export interface DirectSnapshot {
  stage: DirectStage;
  /** Of the last thing that was pasted or scanned. */
  problem: Problem | undefined;
}

/** How long the other side has to speak as a Tincan does before it is taken for another program. */
const HELLO_WITHIN_MILLIS = 1500;
/** From the answer to an open channel; people check whether both are on one network after that. */
const CONNECT_WITHIN_MILLIS = 20_000;
const VERSION = 1;

/** A call without a server: two codes instead of signaling, then everything over the connection itself. */
export class DirectCall {
  readonly controller: CallController;
  readonly #environment: Environment;
  readonly #words: { title: string; program: string };
  readonly #store: Store<DirectSnapshot>;
  readonly #server: PageServer;
  #contact: FirstContact | undefined;
  #own: Description | undefined;
  #invitation: string | undefined;
  #starter = false;
  #plain = false;
  #adopted = false;
  #insisted = false;
  #cancelTimer: (() => void) | undefined;

  /**
   * @param invitation what followed the `#` in the address
   * @param byClick someone came here by pressing something, and may be asked for the camera at once
   * @param words the name of the call, and of whoever is no Tincan
   */
  constructor(
    environment: Environment,
    invitation: string,
    byClick: boolean,
    words: { title: string; program: string },
  ) {
    this.#environment = environment;
    this.#words = words;
    this.#invitation = invitation === '' ? undefined : invitation;
    this.#store = new Store<DirectSnapshot>({
      stage: { at: 'choose', invited: this.#invitation !== undefined },
      problem: undefined,
    });
    this.#server = new PageServer(
      words.title,
      () => this.#starter,
      (message) => this.#tell(message),
    );
    const session = new SignalingSession(this.#server, environment.clock, Math.random, {
      page: environment.randomId(),
    });
    const inner: Environment = {
      ...environment,
      session,
      preferences: new QuietPreferences(environment.preferences),
      // Nobody keeps a place in it for a page that is loaded again.
      keptCall: new KeptCallStore(undefined, environment.wallClock),
      tab: undefined,
      createPeerConnection: (configuration) => this.#adopt(configuration),
    };
    this.controller = new CallController(inner, words.title, byClick);
    this.controller.subscribe(() => this.#insist());
    session.start();
  }

  get = (): DirectSnapshot => this.#store.get();
  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** The other side is no Tincan: nothing can be added to what was agreed on (rule S55). */
  get plain(): boolean {
    return this.#plain;
  }

  start = async (): Promise<void> => {
    this.#starter = true;
    await this.#make('offer', (contact) => contact.offer());
  };

  /** Answers the invitation that the page was opened with, or asks for one. */
  answer = (): void => {
    if (this.#invitation === undefined) this.#become({ at: 'entering' });
    else void this.take(this.#invitation);
  };

  back = (): void => {
    this.#closeContact();
    this.#starter = false;
    this.#become({ at: 'choose', invited: false });
  };

  /** Takes what the other side gave: an offer or, after `start`, their answer. */
  take = async (text: string): Promise<void> => {
    const pasted = readPasted(text);
    const expected = this.#starter ? 'answer' : 'offer';
    if (!pasted.ok) this.#complain(pasted.problem);
    else if (this.#isOwn(pasted.description)) this.#complain('own-code');
    else if (pasted.description.type !== expected) this.#complain(`${expected}-expected`);
    else if (this.#starter) await this.#accept(pasted.description, pasted.written === 'sdp');
    else await this.#answer(pasted.description, pasted.written === 'sdp');
  };

  close(): void {
    this.controller.close();
    this.#closeContact();
  }

  async #answer(offer: Description, plain: boolean): Promise<void> {
    this.#invitation = undefined;
    this.#plain = plain;
    await this.#make('answer', (contact) => contact.answer(offer));
  }

  async #make(type: 'offer' | 'answer', describe: (contact: FirstContact) => Promise<Description>): Promise<void> {
    const contact = this.#open();
    this.#become({ at: 'making', type });
    try {
      const own = await describe(contact);
      if (contact !== this.#contact) return;
      this.#own = own;
      if (this.#store.get().stage.at !== 'making') return;
      const handout = this.#handout(own);
      this.#become(type === 'offer' ? { at: 'offering', handout } : { at: 'answering', handout, plain: this.#plain });
    } catch {
      if (contact !== this.#contact) return;
      if (type === 'offer') return this.#failed();
      this.#closeContact();
      this.#become({ at: 'entering' });
      this.#complain('refused');
    }
  }

  async #accept(answer: Description, plain: boolean): Promise<void> {
    const { stage } = this.#store.get();
    const contact = this.#contact;
    this.#plain = plain;
    try {
      this.#become({ at: 'connecting' });
      this.#after(CONNECT_WITHIN_MILLIS, () => this.#failed());
      await contact?.accept(answer);
    } catch {
      if (contact !== this.#contact) return;
      this.#cancelTimer?.();
      this.#become(stage);
      this.#complain('refused');
    }
  }

  #open(): FirstContact {
    this.#closeContact();
    const { createPeerConnection, clock } = this.#environment;
    const certificate = this.#environment.certificate();
    const contact: FirstContact = new FirstContact(
      createPeerConnection,
      certificate === undefined ? {} : { certificates: [certificate] },
      clock,
      {
        connected: () => this.#connected(),
        text: (text) => this.#onText(text),
        closed: () => this.#gone('empty'),
        failed: () => this.#starter && this.#failed(),
      },
    );
    this.#contact = contact;
    return contact;
  }

  #connected(): void {
    this.#cancelTimer?.();
    this.#tell({ type: 'hello', v: VERSION });
    if (this.#plain) this.#after(HELLO_WITHIN_MILLIS, () => this.#enterPlain());
  }

  #onText(text: string): void {
    const message = decodeFarMessage(text);
    if (message?.type === 'hello') this.#enter();
    else if (message !== undefined && this.#isLinked()) this.#server.onFar(message);
  }

  #enter(): void {
    if (this.#isLinked()) return;
    this.#plain = false;
    this.#cancelTimer?.();
    this.controller.join();
    this.#become({ at: 'linked' });
  }

  #enterPlain(): void {
    const remote = this.#contact?.connection.remoteDescription;
    if (this.#isLinked() || remote === null || remote === undefined) return;
    this.#become({ at: 'linked' });
    const sends = (kind: string) => new RegExp(`^m=${kind} [1-9]`, 'm').test(remote.sdp);
    this.#server.onPlain(this.#words.program, { audio: sends('audio'), video: sends('video') }, remote.sdp);
    this.controller.join();
    this.#become({ at: 'linked' });
  }

  /** Someone who was refused both devices stays before the door for once; here they go in, to see and hear the other. */
  #insist(): void {
    const { stage } = this.controller.get().state;
    if (!this.#isLinked() || stage.at !== 'lobby' || stage.joining !== 'no' || this.#insisted) return;
    this.#insisted = true;
    queueMicrotask(() => this.controller.join());
  }

  /** The call takes over the connection there is; should it ask for another one, this one is beyond repair. */
  #adopt(configuration: RTCConfiguration): ReturnType<CreatePeerConnection> {
    const contact = this.#contact;
    if (contact === undefined || this.#adopted) {
      queueMicrotask(() => this.#gone('expired'));
      return this.#environment.createPeerConnection(configuration);
    }
    this.#adopted = true;
    queueMicrotask(() => repeatEvents(contact.connection));
    if (!this.#plain) return contact.connection;
    const { randomId, wallClock } = this.#environment;
    return plainConnection(contact, {
      out: (text) => {
        const message = decodeDataMessage(text);
        return message?.type === 'chat' ? message.text : undefined;
      },
      // Another program does not say that it has a line; the channel is reliable.
      receipt: (text) => {
        const message = decodeDataMessage(text);
        return message?.type === 'chat' ? encodeDataMessage({ type: 'chatReceived', id: message.id }) : undefined;
      },
      in: (text) => encodeDataMessage({ type: 'chat', id: randomId(), text, writtenAt: wallClock() }),
    });
  }

  #gone(reason: 'empty' | 'expired'): void {
    if (this.#isLinked()) this.#server.end(reason);
    else this.#failed();
  }

  #failed(): void {
    if (this.#isLinked()) return;
    this.#closeContact();
    this.#starter = false;
    this.#become({ at: 'failed' });
  }

  #tell(message: FarMessage): void {
    if (!this.#plain || message.type === 'hello') this.#contact?.send(JSON.stringify(message));
  }

  #handout({ type, sdp }: Description): Handout {
    const json = JSON.stringify({ type, sdp });
    const essentials = sdp.match(/^m=/gm)?.length === 1 ? essentialsOf(type, sdp) : undefined;
    if (essentials === undefined) return { code: undefined, link: undefined, json };
    const code = encodeCode(essentials);
    const opens = type === 'offer' && this.#environment.session.status.at === 'open';
    return { code, link: opens ? this.#environment.origin + directPath(code) : undefined, json };
  }

  #isOwn({ sdp }: Description): boolean {
    return this.#own !== undefined && ufragOf(this.#own.sdp) === ufragOf(sdp);
  }

  #isLinked(): boolean {
    return this.#store.get().stage.at === 'linked';
  }

  #become(stage: DirectStage): void {
    this.#store.set({ stage, problem: undefined });
  }

  #complain(problem: Problem): void {
    const { stage } = this.#store.get();
    // What the page was opened with is of no use; the next code is entered by hand.
    const next = stage.at === 'choose' ? ({ at: 'entering' } as const) : stage;
    this.#store.set({ stage: next, problem });
  }

  #after(millis: number, task: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#environment.clock.after(millis, task);
  }

  #closeContact(): void {
    this.#cancelTimer?.();
    this.#contact?.close();
    this.#contact = undefined;
    this.#own = undefined;
  }
}

/** Remembers name and devices, but no call that cannot be gone back to. */
class QuietPreferences extends PreferenceStore {
  readonly #real: PreferenceStore;

  constructor(real: PreferenceStore) {
    super(undefined);
    this.#real = real;
  }

  override read() {
    return this.#real.read();
  }

  override write(change: Partial<Preferences>): void {
    this.#real.write(change);
  }

  override addRecent(): void {}
}
