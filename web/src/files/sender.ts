import { BLOCK_BYTES, CHUNK_BYTES, WINDOW_BYTES } from './limits';
import type { FileMessage } from './messages';

/** One file on its way to one other. */
export interface Sending {
  size: number;
  stage: SendStage;
}

export type SendStage =
  | { at: 'offered' }
  | {
      at: 'sending';
      /** The first byte that was not handed to the channel. */
      next: number;
      /** The receiver has written everything before this. */
      written: number;
      pausedHere: boolean;
      pausedThere: boolean;
      /** No channel is open, or the receiver has not said yet where to go on. */
      waiting: boolean;
    }
  /** Everything is there; the receiver compares the hashes. */
  | { at: 'checking' }
  | { at: 'over'; end: SendEnd };

export type SendEnd = 'intact' | 'damaged' | 'canceled-here' | 'canceled-there' | 'unreadable' | 'gone';

export type SendInput =
  | { type: 'heard'; message: FileMessage }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'cancel' }
  | { type: 'channel-lost' }
  | { type: 'sent'; upTo: number }
  | { type: 'ended' }
  | { type: 'unreadable' }
  | { type: 'gone' };

/** What is to be said to the other side, without the id of the file. */
export type Say = 'offer' | 'pause' | 'resume' | 'cancel';

export interface SendStep {
  sending: Sending;
  say: readonly Say[];
}

export function stepSending(sending: Sending, input: SendInput): SendStep {
  const { stage } = sending;
  if (stage.at === 'over') return { sending, say: [] };
  switch (input.type) {
    case 'heard':
      return { sending: heard(sending, input.message), say: [] };
    case 'pause':
      if (stage.at !== 'sending' || stage.pausedHere) return { sending, say: [] };
      return { sending: at(sending, { ...stage, pausedHere: true }), say: ['pause'] };
    case 'resume':
      if (stage.at !== 'sending' || !stage.pausedHere) return { sending, say: [] };
      return { sending: at(sending, { ...stage, pausedHere: false }), say: ['resume'] };
    case 'cancel':
      return { sending: over(sending, 'canceled-here'), say: ['cancel'] };
    case 'channel-lost':
      if (stage.at === 'sending') return { sending: at(sending, { ...stage, waiting: true }), say: [] };
      return { sending, say: [] };
    case 'sent':
      if (stage.at !== 'sending') return { sending, say: [] };
      return { sending: at(sending, { ...stage, next: input.upTo }), say: [] };
    case 'ended':
      return { sending: at(sending, { at: 'checking' }), say: [] };
    case 'unreadable':
      return { sending: over(sending, 'unreadable'), say: ['cancel'] };
    case 'gone':
      return { sending: over(sending, 'gone'), say: [] };
  }
}

/** Which bytes may be sent now: one chunk, up to the end of its block and of the window (rule S60). */
export function nextChunk({ size, stage }: Sending): { from: number; to: number } | undefined {
  if (stage.at !== 'sending' || stage.pausedHere || stage.pausedThere || stage.waiting) return undefined;
  const { next, written } = stage;
  const blockEnd = (Math.floor(next / BLOCK_BYTES) + 1) * BLOCK_BYTES;
  const to = Math.min(size, blockEnd, next + CHUNK_BYTES, written + WINDOW_BYTES);
  return to > next ? { from: next, to } : undefined;
}

/** Everything was handed over, and the hash is to be said. */
export function isAtEnd({ size, stage }: Sending): boolean {
  return stage.at === 'sending' && stage.next === size && !stage.waiting;
}

function heard(sending: Sending, message: FileMessage): Sending {
  const { stage, size } = sending;
  switch (message.type) {
    case 'accept': {
      if (message.from > size) return over(sending, 'damaged');
      const paused = stage.at === 'sending' ? stage : { pausedHere: false, pausedThere: false };
      return at(sending, {
        at: 'sending',
        next: message.from,
        written: message.from,
        pausedHere: paused.pausedHere,
        pausedThere: paused.pausedThere,
        waiting: false,
      });
    }
    case 'have':
      if (stage.at !== 'sending' || message.upTo > stage.next) return sending;
      return at(sending, { ...stage, written: Math.max(stage.written, message.upTo) });
    case 'pause':
    case 'resume':
      if (stage.at !== 'sending') return sending;
      return at(sending, { ...stage, pausedThere: message.type === 'pause' });
    case 'result':
      // Only what was sent whole can be intact; what is damaged may be found out before.
      if (message.intact && stage.at !== 'checking') return sending;
      return over(sending, message.intact ? 'intact' : 'damaged');
    case 'cancel':
      return over(sending, 'canceled-there');
    case 'offer':
    case 'end':
      return sending;
  }
}

function at(sending: Sending, stage: SendStage): Sending {
  return { ...sending, stage };
}

function over(sending: Sending, end: SendEnd): Sending {
  return at(sending, { at: 'over', end });
}
