import type { ParticipantId } from '../protocol/messages';
import type { CallEffect, CallEvent } from './events';
import type { InCall } from './inCall';
import type { ChatLine, Remote } from './state';

/** Enough for a long call; the oldest lines go first. They are also what tells a repeated line from a new one. */
export const LINES_MAX = 500;
/** So many lines may wait for someone whose connection is gone. */
const WAITING_MAX = 200;

type ChatEvent = Extract<CallEvent, { type: 'chat-toggled' | 'chat-written' | 'chat-received' | 'chat-acknowledged' }>;

interface ChatStep {
  stage: InCall;
  effects: readonly CallEffect[];
}

/** Each line reaches each of the others exactly once: it waits until they say they have it, whatever breaks. */
export function stepChat(stage: InCall, event: ChatEvent): ChatStep {
  const { chat, remotes } = stage;
  switch (event.type) {
    case 'chat-toggled':
      return { stage: { ...stage, chat: { ...chat, open: !chat.open, unread: 0 } }, effects: [] };
    case 'chat-written': {
      if (!canWrite(stage)) return { stage, effects: [] };
      const line = { ...event.line, waitsFor: remotes.map(({ place }) => place) };
      const effects = remotes.filter(({ channelOpen }) => channelOpen).map((remote) => send(remote, line));
      return { stage: withLine(stage, line), effects };
    }
    case 'chat-received': {
      const sender = remotes.find((remote) => remote.participant.id === event.from);
      if (sender === undefined) return { stage, effects: [] };
      const effects: CallEffect[] = [{ do: 'acknowledge-chat', to: event.from, id: event.line.id }];
      if (isKnown(stage, sender, event.line.id)) return { stage, effects };
      const line = { ...event.line, from: sender.place, name: sender.participant.name, waitsFor: [] };
      const told = chat.lines.find(({ id, toldBy }) => id === line.id && toldBy !== undefined);
      // Its writer knows better than who told it (rule S58).
      if (told !== undefined) return { stage: withLineInstead(stage, told, line), effects };
      const unread = chat.open ? 0 : chat.unread + 1;
      return { stage: withLine({ ...stage, chat: { ...chat, unread } }, line), effects };
    }
    case 'chat-acknowledged':
      return { stage: acknowledged(stage, event.from, event.id), effects: [] };
  }
}

/** A new channel is open: what it owes to this participant, in the order it was written. */
export function sendWaiting({ chat }: InCall, remote: Remote): readonly CallEffect[] {
  return chat.lines.filter(({ waitsFor }) => waitsFor.includes(remote.place)).map((line) => send(remote, line));
}

/** Whom this line has not reached yet; who left is waited for no more. */
export function waitingFor(line: ChatLine, remotes: readonly Remote[]): readonly Remote[] {
  return remotes.filter(({ place }) => line.waitsFor.includes(place));
}

export function canWrite({ chat, remotes }: InCall): boolean {
  const waiting = chat.lines.filter((line) => waitingFor(line, remotes).length > 0);
  return remotes.length > 0 && waiting.length < WAITING_MAX;
}

function send(remote: Remote, line: ChatLine): CallEffect {
  return { do: 'send-chat', to: remote.participant.id, line };
}

/** Nobody can make another's line look repeated; but who comes back as somebody new may repeat their own. */
function isKnown({ chat, remotes }: InCall, sender: Remote, id: string): boolean {
  return chat.lines.some((line) => {
    const fromAnother = remotes.some(({ place }) => place === line.from && place !== sender.place);
    return line.id === id && line.from !== 'me' && line.toldBy === undefined && !fromAnother;
  });
}

function acknowledged(stage: InCall, from: ParticipantId, id: string): InCall {
  const place = stage.remotes.find((remote) => remote.participant.id === from)?.place;
  const lines = stage.chat.lines.map((line) =>
    line.id === id && line.from === 'me'
      ? { ...line, waitsFor: line.waitsFor.filter((waited) => waited !== place) }
      : line,
  );
  return { ...stage, chat: { ...stage.chat, lines } };
}

function withLine(stage: InCall, line: ChatLine): InCall {
  const { chat } = stage;
  return { ...stage, chat: { ...chat, lines: [...chat.lines, line].slice(-LINES_MAX) } };
}

function withLineInstead(stage: InCall, old: ChatLine, line: ChatLine): InCall {
  const { chat } = stage;
  const { writtenAt } = old;
  const lines = chat.lines.map((one) => (one === old ? { ...line, writtenAt } : one));
  return { ...stage, chat: { ...chat, lines } };
}
