import type { CallEvent } from './events';
import type { InCall } from './inCall';
import type { ChatLine } from './state';

/** Enough for a long call; the oldest lines go first. */
const LINES_MAX = 500;

type ChatEvent = Extract<CallEvent, { type: 'chat-toggled' | 'chat-written' | 'chat-received' }>;

export function stepChat(stage: InCall, event: ChatEvent): InCall {
  const { chat } = stage;
  switch (event.type) {
    case 'chat-toggled':
      return { ...stage, chat: { ...chat, open: !chat.open, unread: 0 } };
    case 'chat-written':
      return { ...stage, chat: { ...chat, lines: append(chat.lines, event.line) } };
    case 'chat-received': {
      const sender = stage.remotes.find((remote) => remote.participant.id === event.from);
      if (sender === undefined || chat.lines.some((line) => line.id === event.line.id)) return stage;
      const line: ChatLine = { ...event.line, from: event.from, name: sender.participant.name };
      const unread = chat.open ? 0 : chat.unread + 1;
      return { ...stage, chat: { ...chat, unread, lines: append(chat.lines, line) } };
    }
  }
}

function append(lines: readonly ChatLine[], line: ChatLine): readonly ChatLine[] {
  return [...lines, line].slice(-LINES_MAX);
}
