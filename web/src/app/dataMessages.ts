import * as v from 'valibot';
import { EMOJIS } from '../call/gestures';
import { HISTORY_LINES_MAX } from '../call/history';
import { serverBodies } from '../protocol/messages';

/** What browsers say to each other over the data channel (section 7 of the protocol). */
const TEXT_MAX = 4000;
/** Longer than any name the server lets in. */
const NAME_MAX = 200;
/** As long as a frame to the server may be (rule S2); nobody has more to say. */
const MESSAGE_MAX = 65_536;

/** Longer than any call. */
const HAND_AGE_MAX_MILLIS = 7 * 86_400_000;

const id = v.pipe(v.string(), v.maxLength(64));

const notNegative = v.pipe(v.number(), v.minValue(0));

const chatText = v.pipe(v.string(), v.minLength(1), v.maxLength(TEXT_MAX));

/** Ages do not depend on clocks that are set differently. */
const toldLine = v.object({
  id,
  from: id,
  name: v.pipe(v.string(), v.maxLength(NAME_MAX)),
  text: chatText,
  age: notNegative,
});

const signal = v.variant('type', [
  v.object({ type: v.literal('createOffer'), body: serverBodies.createOffer }),
  v.object({ type: v.literal('createAnswer'), body: serverBodies.createAnswer }),
  v.object({ type: v.literal('addIceCandidate'), body: serverBodies.addIceCandidate }),
]);

const dataMessage = v.variant('type', [
  v.object({
    type: v.literal('chat'),
    id,
    text: chatText,
    writtenAt: v.number(),
  }),
  v.object({ type: v.literal('chatReceived'), id }),
  v.object({ type: v.literal('chatWanted') }),
  v.object({ type: v.literal('chatHistory'), lines: v.pipe(v.array(toldLine), v.maxLength(HISTORY_LINES_MAX)) }),
  v.object({ type: v.literal('participant'), id }),
  v.object({ type: v.literal('signal'), signal }),
  v.object({ type: v.literal('wake') }),
  v.object({ type: v.literal('view'), width: notNegative, height: notNegative }),
  v.object({ type: v.literal('network'), state: v.picklist(['ok', 'weak']) }),
  // Read by who keeps the record (rule S78).
  v.object({ type: v.literal('record'), message: v.unknown() }),
  v.object({
    type: v.literal('hand'),
    raised: v.boolean(),
    age: v.pipe(v.number(), v.minValue(0), v.maxValue(HAND_AGE_MAX_MILLIS)),
  }),
  v.object({ type: v.literal('reaction'), emoji: v.picklist(EMOJIS) }),
]);

export type DataMessage = v.InferOutput<typeof dataMessage>;

export function encodeDataMessage(message: DataMessage): string {
  return JSON.stringify(message);
}

/** Undefined for anything else; a newer client may say more. */
export function decodeDataMessage(text: string): DataMessage | undefined {
  if (text.length > MESSAGE_MAX) return undefined;
  try {
    const result = v.safeParse(dataMessage, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

export function clipChatText(text: string): string {
  return text.trim().slice(0, TEXT_MAX);
}
