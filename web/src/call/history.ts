import type { ParticipantId } from '../protocol/messages';
import type { CallEffect } from './events';
import type { InCall } from './inCall';
import type { CallState, ChatLine, Remote } from './state';

/** A newcomer is told so many lines, the newest. */
export const HISTORY_LINES_MAX = 100;
/** Together with their members they fit into one message of the data channel. */
const HISTORY_BYTES_MAX = 56_000;

/** A line that somebody tells who was not its writer. */
export interface ToldLine {
  id: string;
  /** The id of the participant who wrote it, as far as the teller knows. */
  from: string;
  name: string;
  text: string;
  writtenAt: number;
}

/** Whoever has a channel first, and was there before, is asked; until somebody had something to tell (rule S57). */
export function askForHistory({ chat }: InCall, { participant }: Remote): readonly CallEffect[] {
  return chat.historyWanted ? [{ do: 'ask-history', to: participant.id }] : [];
}

/** What was said before, for someone who was not there; who is still asking has nothing to tell. */
export function tellHistory(state: CallState, { chat, remotes }: InCall, to: ParticipantId): readonly CallEffect[] {
  const asker = remotes.find(({ participant }) => participant.id === to);
  if (asker === undefined) return [];
  const lines = chat.lines.filter(({ waitsFor }) => !waitsFor.includes(asker.place)).map(told);
  return [{ do: 'tell-history', to, lines: newest(lines) }];

  function told({ id, from, name, text, writtenAt }: ChatLine): ToldLine {
    const writer = remotes.find(({ place }) => place === from)?.participant.id;
    return { id, from: from === 'me' ? (state.you ?? from) : (writer ?? from), name, text, writtenAt };
  }
}

/** Takes the first history that says anything; lines that are known stay as they are (rule S58). */
export function takeHistory(
  state: CallState,
  stage: InCall,
  from: ParticipantId,
  lines: readonly ToldLine[],
  linesMax: number,
): InCall {
  const { chat, remotes } = stage;
  const teller = remotes.find(({ participant }) => participant.id === from);
  if (teller === undefined || !chat.historyWanted || lines.length === 0) return stage;
  const known = new Set(chat.lines.map(({ id }) => id));
  const news: ChatLine[] = [];
  for (const line of lines.slice(-HISTORY_LINES_MAX)) {
    if (known.has(line.id)) continue;
    known.add(line.id);
    news.push({ ...line, from: writerOf(line.from), waitsFor: [], toldBy: teller.participant.name });
  }
  const all = [...news, ...chat.lines].sort((a, b) => a.writtenAt - b.writtenAt);
  // One piece of news, however long it is.
  const unread = chat.open || news.length === 0 ? chat.unread : chat.unread + 1;
  return { ...stage, chat: { ...chat, lines: all.slice(-linesMax), unread, historyWanted: false } };

  function writerOf(id: string): ParticipantId | 'me' {
    if (id === state.you) return 'me';
    return remotes.find(({ participant }) => participant.id === id)?.place ?? (id === 'me' ? '' : id);
  }
}

function newest(lines: readonly ToldLine[]): readonly ToldLine[] {
  const kept: ToldLine[] = [];
  let left = HISTORY_BYTES_MAX;
  for (const line of lines.slice(-HISTORY_LINES_MAX).reverse()) {
    left -= JSON.stringify(line).length;
    if (left < 0) break;
    kept.unshift(line);
  }
  return kept;
}
