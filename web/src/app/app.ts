import type { SessionStatus } from '../signaling/session';
import { CallController } from './callController';
import type { Environment } from './environment';
import { callFromInput, callFromPath, callPath, isDirectPath } from './links';
import type { RecentCall } from './preferences';
import { type ReadableStore, Store } from './store';

export type HomeState = {
  /** Where "New call" stands. */
  creating: 'no' | 'asked' | { refused: string };
  recent: readonly RecentCall[];
  /** No call with a server can be begun now. */
  unreachable: boolean;
};

export type Page =
  | { at: 'home' }
  | { at: 'call'; controller: CallController }
  /** Without a server; its part of the page comes when it is wanted, and says what to do when the page is left. */
  | { at: 'direct'; visit: number; byClick: boolean }
  | { at: 'unsupported' }
  | { at: 'nowhere' };

/** The pages and the way between them. */
export class App {
  readonly environment: Environment;
  readonly page: ReadableStore<Page>;
  readonly home: ReadableStore<HomeState>;
  readonly #page: Store<Page>;
  readonly #home: Store<HomeState>;
  readonly #history: Pick<History, 'pushState' | 'replaceState'>;
  #visits = 0;
  #whenLeft: () => void = () => undefined;

  constructor(environment: Environment, history: Pick<History, 'pushState' | 'replaceState'>, path: string) {
    this.environment = environment;
    this.#history = history;
    this.#home = new Store<HomeState>({
      creating: 'no',
      recent: environment.preferences.read().recent,
      unreachable: false,
    });
    this.#page = new Store<Page>({ at: 'home' });
    this.home = this.#home;
    this.page = this.#page;
    environment.session.subscribe((event) => {
      if (event.type === 'status') this.#onStatus(event.status.at);
    });
    environment.session.start();
    this.show(path, false);
  }

  /** Shows what the address says; called for the first page and for the browser's back and forward. */
  show(path: string, byClick: boolean): void {
    this.#leavePage();
    const call = callFromPath(path);
    if (call !== undefined) this.#page.set(this.#callPage(call, byClick));
    else if (isDirectPath(path)) this.#page.set(this.#directPage(byClick));
    else if (path === '/') this.#page.set({ at: 'home' });
    else this.#page.set({ at: 'nowhere' });
    this.#home.set({ ...this.#home.get(), creating: 'no', recent: this.environment.preferences.read().recent });
  }

  goTo = (path: string): void => {
    this.#history.pushState(null, '', path);
    this.show(path, true);
  };

  /** What the present page has to end when it is left. */
  whenLeft(run: () => void): void {
    this.#whenLeft = run;
  }

  newCall = (): void => {
    this.#home.set({ ...this.#home.get(), creating: 'asked' });
    this.environment.session.request({ type: 'createCall', body: {} }, (answer) => {
      if (!answer.ok) {
        this.#home.set({ ...this.#home.get(), creating: { refused: answer.code } });
      } else if (answer.message.type === 'callCreated') {
        const { call, hostKey, links } = answer.message.body;
        this.environment.preferences.addHostKey(call, hostKey);
        if (links !== undefined) this.environment.preferences.addLinks(call, links);
        this.goTo(callPath(call));
      }
    });
  };

  /** False when there is no call in what was typed. */
  openTyped = (input: string): boolean => {
    const call = callFromInput(input);
    if (call === undefined) return false;
    this.goTo(callPath(call));
    return true;
  };

  forgetRecent = (): void => {
    this.environment.preferences.forgetRecent();
    this.#home.set({ ...this.#home.get(), recent: [] });
  };

  /** The page goes away: out of a call it may come back within seconds, and the server waits that long (rule S32). */
  leave(): void {
    const page = this.#page.get();
    if (page.at === 'call' && page.controller.suspend()) {
      this.environment.session.suspend();
      return;
    }
    this.#leavePage();
    this.environment.session.end();
  }

  #onStatus(at: SessionStatus['at']): void {
    const home = this.#home.get();
    // Through all the attempts, until one succeeds.
    const unreachable = at === 'waiting' || (at === 'connecting' && home.unreachable);
    if (unreachable !== home.unreachable) this.#home.set({ ...home, unreachable });
  }

  #callPage(call: string, byClick: boolean): Page {
    if (!this.environment.canCall) return { at: 'unsupported' };
    return { at: 'call', controller: new CallController(this.environment, call, byClick) };
  }

  #directPage(byClick: boolean): Page {
    if (!this.environment.canCall) return { at: 'unsupported' };
    this.#visits += 1;
    return { at: 'direct', visit: this.#visits, byClick };
  }

  #leavePage(): void {
    this.#whenLeft();
    this.#whenLeft = () => undefined;
    const page = this.#page.get();
    if (page.at === 'call') page.controller.close();
  }
}
