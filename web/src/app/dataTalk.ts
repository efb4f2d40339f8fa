import type { CallEvent, TalkEffect } from '../call/events';
import type { View } from '../media/sending';
import type { ParticipantId, Signal } from '../protocol/messages';
import type { NetworkState } from '../quality/view';
import { type DataMessage, decodeDataMessage, encodeDataMessage } from './dataMessages';

interface Hooks {
  /** To one other participant, or to all. */
  /** False when it cannot be said to that one now. */
  send(text: string, to?: ParticipantId): boolean;
  dispatch(event: CallEvent): void;
  signal(from: ParticipantId, signal: Signal): void;
  wake(): void;
  seen(by: ParticipantId, view: View): void;
  network(from: ParticipantId, state: NetworkState): void;
  record(from: ParticipantId, message: unknown): void;
  wallClock(): number;
}

/** What browsers say to each other over the data channel, both ways (section 7 of the protocol). */
export class DataTalk {
  readonly #hooks: Hooks;

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
  }

  hear(from: ParticipantId, text: string): void {
    const { dispatch, signal, wake, seen, network, record, wallClock } = this.#hooks;
    const message = decodeDataMessage(text);
    switch (message?.type) {
      case 'chat': {
        const { id, text } = message;
        dispatch({ type: 'chat-received', from, line: { id, text, writtenAt: wallClock() } });
        return;
      }
      case 'chatReceived':
        dispatch({ type: 'chat-acknowledged', from, id: message.id });
        return;
      case 'chatWanted':
        dispatch({ type: 'history-asked', from });
        return;
      case 'chatHistory': {
        const now = wallClock();
        const lines = message.lines.map(({ age, ...line }) => ({ ...line, writtenAt: now - age }));
        dispatch({ type: 'history-told', from, lines });
        return;
      }
      case 'participant':
        dispatch({ type: 'peer-renamed', from, to: message.id });
        return;
      case 'signal':
        // Bound to whom it came from (rule S28).
        signal(from, message.signal);
        return;
      case 'wake':
        wake();
        return;
      case 'view':
        seen(from, message);
        return;
      case 'network':
        network(from, message.state);
        return;
      case 'record':
        record(from, message.message);
        return;
      case 'hand':
        dispatch({ ...message, type: 'hand-told', from });
        return;
      case 'reaction':
        dispatch({ type: 'reaction-received', from, emoji: message.emoji });
        return;
      case undefined:
    }
  }

  say(effect: TalkEffect): void {
    switch (effect.do) {
      case 'announce-self':
        this.#send({ type: 'participant', id: effect.you });
        return;
      case 'wake-peers':
        this.#send({ type: 'wake' });
        return;
      case 'send-chat': {
        const { id, text, writtenAt } = effect.line;
        this.#send({ type: 'chat', id, text, writtenAt }, effect.to);
        return;
      }
      case 'tell-hand':
        this.#send({ type: 'hand', raised: effect.raised, age: effect.age }, effect.to);
        return;
      case 'send-reaction':
        this.#send({ type: 'reaction', emoji: effect.emoji });
        return;
      case 'acknowledge-chat':
        this.#send({ type: 'chatReceived', id: effect.id }, effect.to);
        return;
      case 'ask-history':
        this.#send({ type: 'chatWanted' }, effect.to);
        return;
      case 'tell-history': {
        const now = this.#hooks.wallClock();
        const lines = effect.lines.map(({ writtenAt, ...line }) => ({ ...line, age: Math.max(0, now - writtenAt) }));
        this.#send({ type: 'chatHistory', lines }, effect.to);
      }
    }
  }

  tellView(to: ParticipantId, { width, height }: View): boolean {
    return this.#send({ type: 'view', width, height }, to);
  }

  tellNetwork(state: NetworkState, to?: ParticipantId): void {
    this.#send({ type: 'network', state }, to);
  }

  tellRecord(to: ParticipantId, message: unknown): void {
    this.#send({ type: 'record', message }, to);
  }

  #send(message: DataMessage, to?: ParticipantId): boolean {
    return this.#hooks.send(encodeDataMessage(message), to);
  }
}
