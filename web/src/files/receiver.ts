import { WINDOW_BYTES } from './limits';
import type { FileMessage } from './messages';

/** One file on its way from one other. */
export interface Receiving {
  size: number;
  stage: ReceiveStage;
}

export type ReceiveStage =
  | { at: 'offered' }
  | {
      at: 'receiving';
      /** Everything before this came. */
      received: number;
      /** Everything before this is hashed and written. */
      written: number;
      pausedHere: boolean;
      pausedThere: boolean;
      waiting: boolean;
      /** What the sender says the hash is; undefined until it said so. */
      hash: string | undefined;
    }
  | { at: 'over'; end: ReceiveEnd };

export type ReceiveEnd =
  | 'intact'
  | 'damaged'
  | 'canceled-here'
  | 'canceled-there'
  /** The disk, or the browser's share of it, is full. */
  | 'no-room'
  | 'gone';

export type ReceiveInput =
  | { type: 'heard'; message: FileMessage }
  | { type: 'chunk'; offset: number; length: number }
  | { type: 'save' }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'cancel' }
  | { type: 'channel-lost' }
  | { type: 'written'; upTo: number }
  | { type: 'checked'; intact: boolean }
  | { type: 'no-room' }
  | { type: 'gone' };

export type ReceiveEffect =
  | { do: 'say'; message: 'pause' | 'resume' | 'cancel' }
  | { do: 'accept'; from: number }
  | { do: 'have'; upTo: number }
  | { do: 'result'; intact: boolean }
  /** The chunk is the next one, and to be kept. */
  | { do: 'keep' };

export interface ReceiveStep {
  receiving: Receiving;
  effects: readonly ReceiveEffect[];
}

export function stepReceiving(receiving: Receiving, input: ReceiveInput): ReceiveStep {
  const { stage, size } = receiving;
  if (stage.at === 'over') return overAlready(receiving, input);
  switch (input.type) {
    case 'heard':
      return heard(receiving, input.message);
    case 'chunk':
      return chunk(receiving, input.offset, input.length);
    case 'save':
      if (stage.at !== 'offered') return { receiving, effects: [] };
      return {
        receiving: at(receiving, {
          at: 'receiving',
          received: 0,
          written: 0,
          pausedHere: false,
          pausedThere: false,
          waiting: false,
          hash: undefined,
        }),
        effects: [{ do: 'accept', from: 0 }],
      };
    case 'pause':
    case 'resume': {
      const pausedHere = input.type === 'pause';
      if (stage.at !== 'receiving' || stage.pausedHere === pausedHere) return { receiving, effects: [] };
      return { receiving: at(receiving, { ...stage, pausedHere }), effects: [{ do: 'say', message: input.type }] };
    }
    case 'cancel':
      return { receiving: over(receiving, 'canceled-here'), effects: [{ do: 'say', message: 'cancel' }] };
    case 'channel-lost':
      if (stage.at === 'receiving') return { receiving: at(receiving, { ...stage, waiting: true }), effects: [] };
      return { receiving, effects: [] };
    case 'written':
      if (stage.at !== 'receiving') return { receiving, effects: [] };
      return {
        receiving: at(receiving, { ...stage, written: input.upTo }),
        effects: [{ do: 'have', upTo: Math.min(input.upTo, size) }],
      };
    case 'checked':
      return {
        receiving: over(receiving, input.intact ? 'intact' : 'damaged'),
        effects: [{ do: 'result', intact: input.intact }],
      };
    case 'no-room':
      return { receiving: over(receiving, 'no-room'), effects: [{ do: 'say', message: 'cancel' }] };
    case 'gone':
      return { receiving: over(receiving, 'gone'), effects: [] };
  }
}

/** All bytes are written, and the sender said what their hash has to be. */
export function isComplete({ size, stage }: Receiving): boolean {
  return stage.at === 'receiving' && stage.written === size && stage.hash !== undefined;
}

function heard(receiving: Receiving, message: FileMessage): ReceiveStep {
  const { stage } = receiving;
  if (message.type === 'cancel') return { receiving: over(receiving, 'canceled-there'), effects: [] };
  if (stage.at !== 'receiving') return { receiving, effects: [] };
  switch (message.type) {
    case 'offer': {
      // Over a new channel: it goes on where the old one broke (rule S62).
      const effects: ReceiveEffect[] = [{ do: 'accept', from: stage.received }];
      if (stage.pausedHere) effects.unshift({ do: 'say', message: 'pause' });
      return { receiving: at(receiving, { ...stage, waiting: false }), effects };
    }
    case 'pause':
    case 'resume':
      return { receiving: at(receiving, { ...stage, pausedThere: message.type === 'pause' }), effects: [] };
    case 'end':
      return { receiving: at(receiving, { ...stage, hash: message.hash }), effects: [] };
    default:
      return { receiving, effects: [] };
  }
}

function chunk(receiving: Receiving, offset: number, length: number): ReceiveStep {
  const { stage, size } = receiving;
  if (stage.at !== 'receiving' || stage.waiting || offset !== stage.received) return { receiving, effects: [] };
  const received = offset + length;
  // More than was promised, or than may be under way: whoever sends that keeps no other promise either.
  if (received > size || received > stage.written + WINDOW_BYTES) {
    return { receiving: over(receiving, 'damaged'), effects: [{ do: 'result', intact: false }] };
  }
  return { receiving: at(receiving, { ...stage, received }), effects: [{ do: 'keep' }] };
}

/** The other side may not have heard how it ended before the channel broke, and offers again. */
function overAlready(receiving: Receiving, input: ReceiveInput): ReceiveStep {
  const { stage } = receiving;
  if (stage.at !== 'over' || input.type !== 'heard' || input.message.type !== 'offer')
    return { receiving, effects: [] };
  if (stage.end === 'intact' || stage.end === 'damaged') {
    return { receiving, effects: [{ do: 'result', intact: stage.end === 'intact' }] };
  }
  return { receiving, effects: [{ do: 'say', message: 'cancel' }] };
}

function at(receiving: Receiving, stage: ReceiveStage): Receiving {
  return { ...receiving, stage };
}

function over(receiving: Receiving, end: ReceiveEnd): Receiving {
  return at(receiving, { at: 'over', end });
}
