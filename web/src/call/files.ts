import type { ParticipantId } from '../protocol/messages';
import type { CallEffect, CallEvent } from './events';
import type { InCall } from './inCall';

/** Lines about files in the chat; the oldest go first. */
export const FILES_MAX = 200;

export type FileStage =
  | 'offered'
  | 'moving'
  | 'paused-here'
  | 'paused-there'
  /** The connection is gone, and the file goes on when it is back. */
  | 'waiting'
  | 'checking'
  | 'done'
  | 'damaged'
  | 'canceled-here'
  | 'canceled-there'
  | 'no-room'
  | 'unreadable'
  | 'gone';

/** One file between this browser and one other, as people see it. */
export interface FileView {
  /** Unique in this page. */
  key: string;
  mine: boolean;
  name: string;
  sizeBytes: number;
  doneBytes: number;
  stage: FileStage;
  /** The browser can keep files of this size only in memory, and this one is larger than that. */
  tooLarge: boolean;
  /** Where a picture to show or a finished file to save is. */
  url: string | undefined;
  picture: boolean;
}

export type FileAction = 'save' | 'pause' | 'resume' | 'cancel';

export interface FileLine extends FileView {
  /** The name of the one it goes to, or comes from. */
  person: string;
  /** Wall clock, for people to read. */
  offeredAt: number;
}

type FileEvent = Extract<CallEvent, { type: 'file-changed' | 'file-pressed' }>;

export function stepFiles(stage: InCall, event: FileEvent): { stage: InCall; effects: readonly CallEffect[] } {
  switch (event.type) {
    case 'file-pressed':
      return { stage, effects: [{ do: 'act-on-file', key: event.key, action: event.action }] };
    case 'file-changed':
      return { stage: changed(stage, event.with, event.file, event.at), effects: [] };
  }
}

function changed(stage: InCall, id: ParticipantId, file: FileView, at: number): InCall {
  const { chat, remotes } = stage;
  if (chat.files.some(({ key }) => key === file.key)) {
    const files = chat.files.map((line) => (line.key === file.key ? { ...line, ...file } : line));
    return { ...stage, chat: { ...chat, files } };
  }
  const remote = remotes.find(({ participant }) => participant.id === id);
  if (remote === undefined) return stage;
  const line: FileLine = { ...file, person: remote.participant.name, offeredAt: at };
  const unread = chat.open || file.mine ? chat.unread : chat.unread + 1;
  return { ...stage, chat: { ...chat, files: [...chat.files, line].slice(-FILES_MAX), unread } };
}
