import type { CallEffect, CallEvent } from '../call/events';
import type { CallState, LinkState } from '../call/state';
import type { ClientRequest, ErrorDetails, ParticipantId } from '../protocol/messages';
import type { Answer, SessionEvent, SessionStatus } from '../signaling/session';
import type { Environment } from './environment';

type AnyMessage = Extract<SessionEvent, { type: 'message' }>['message'];
type SignalMessage = Extract<AnyMessage, { type: 'createOffer' | 'createAnswer' | 'addIceCandidate' }>;

interface Hooks {
  state(): CallState;
  dispatch(event: CallEvent): void;
  signal(from: ParticipantId, signal: SignalMessage): void;
  /** The way to the server changed; whatever did that may have taken the paths of media, too. */
  linkChanged(): void;
}

/** What this browser says to the server about its call, and hears from it. */
export class ServerTalk {
  readonly #environment: Pick<Environment, 'session' | 'clock' | 'mark'>;
  readonly #hooks: Hooks;
  readonly #stopListening: () => void;
  #closed = false;

  constructor(environment: Pick<Environment, 'session' | 'clock' | 'mark'>, hooks: Hooks) {
    this.#environment = environment;
    this.#hooks = hooks;
    this.#stopListening = environment.session.subscribe((event) => this.#hear(event));
  }

  /** Tells what the session was told before this call. */
  begin(): void {
    const { session, clock } = this.#environment;
    this.#hooks.dispatch({ type: 'link-changed', link: linkState(session.status, clock.now()) });
    const { welcome } = session;
    if (session.status.at === 'open' && welcome !== undefined)
      this.#hear({ type: 'welcome', welcome, restarted: false });
  }

  lookUp(call: string): void {
    this.#request({ type: 'lookUpCall', body: { call } }, (answer) => {
      if (!answer.ok) this.#hooks.dispatch({ type: 'look-up-refused', ...refusalOf(answer) });
      else if (answer.message.type === 'callFound')
        this.#hooks.dispatch({ type: 'call-found', found: answer.message.body });
    });
  }

  join({ do: _, ...body }: Extract<CallEffect, { do: 'join' }>): void {
    if (this.#hooks.state().stage.at === 'lobby') this.#environment.mark('tincan:devices-ready');
    this.#request({ type: 'joinCall', body }, (answer) => {
      if (!answer.ok) this.#hooks.dispatch({ type: 'join-refused', ...refusalOf(answer) });
      else if (answer.message.type === 'joinPending') this.#letIn({ type: 'join-pending' });
      else if (answer.message.type === 'callJoined') this.#letIn({ type: 'call-joined', view: answer.message.body });
    });
  }

  endCall(): void {
    this.#request({ type: 'endCall', body: {} }, (answer) => {
      if (!answer.ok) this.#hooks.dispatch({ type: 'end-refused', code: answer.code });
      else this.#hooks.dispatch({ type: 'message', message: answer.message });
    });
  }

  /** Nobody hears answers any more. */
  close(): void {
    this.#closed = true;
    this.#stopListening();
  }

  /** Someone who changed their mind while the server opened the door is not in the call. */
  #letIn(event: CallEvent): void {
    const { at } = this.#hooks.state().stage;
    if (at === 'lobby' || at === 'returning' || at === 'in-call') this.#hooks.dispatch(event);
    else this.#environment.session.send({ type: 'leaveCall', body: {} });
  }

  #hear(event: SessionEvent): void {
    switch (event.type) {
      case 'status':
        if (event.status.at === 'waiting') this.#hooks.linkChanged();
        this.#hooks.dispatch({ type: 'link-changed', link: this.#link(event.status) });
        return;
      case 'welcome': {
        const { participant, resumed, ice, snapshot, snapshotSeq } = event.welcome;
        this.#hooks.linkChanged();
        this.#hooks.dispatch({
          type: 'welcomed',
          you: participant,
          resumed,
          ice,
          snapshotTaken: snapshotSeq !== undefined,
          restarted: event.restarted,
          ...(snapshot === undefined ? {} : { snapshot }),
        });
        return;
      }
      case 'message': {
        const { message, from } = event;
        if (from !== undefined && isSignal(message)) this.#hooks.signal(from, message);
        else this.#hooks.dispatch({ type: 'message', message, ...(from === undefined ? {} : { from }) });
      }
    }
  }

  /** Keeps the moment the link was first lost through all the attempts that follow. */
  #link(status: SessionStatus): LinkState {
    const now = this.#environment.clock.now();
    const { link } = this.#hooks.state();
    if (status.at === 'connecting' && link.at === 'waiting') return { ...link, retryAt: now };
    return linkState(status, link.at === 'waiting' ? link.since : now);
  }

  #request(request: ClientRequest, done: (answer: Answer) => void): void {
    this.#environment.session.request(request, (answer) => {
      if (!this.#closed) done(answer);
    });
  }
}

function refusalOf({ code, details }: Extract<Answer, { ok: false }>): { code: string; details?: ErrorDetails } {
  return { code, ...(details === undefined ? {} : { details }) };
}

function linkState(status: SessionStatus, since: number): LinkState {
  switch (status.at) {
    case 'idle':
    case 'connecting':
      return { at: 'connecting' };
    case 'open':
    case 'detached':
      return { at: status.at };
    case 'waiting':
      return { ...status, since };
    case 'closed':
      return status;
  }
}

function isSignal(message: AnyMessage): message is SignalMessage {
  return message.type === 'createOffer' || message.type === 'createAnswer' || message.type === 'addIceCandidate';
}
