import * as v from 'valibot';

/** What browsers say to each other over the data channel: chat, and who they are after the server forgot them. */
const TEXT_MAX = 4000;

const dataMessage = v.variant('type', [
  v.object({
    type: v.literal('chat'),
    id: v.pipe(v.string(), v.maxLength(64)),
    text: v.pipe(v.string(), v.minLength(1), v.maxLength(TEXT_MAX)),
    writtenAt: v.number(),
  }),
  v.object({ type: v.literal('participant'), id: v.pipe(v.string(), v.maxLength(64)) }),
  v.object({ type: v.literal('wake') }),
]);

export type DataMessage = v.InferOutput<typeof dataMessage>;

export function encodeDataMessage(message: DataMessage): string {
  return JSON.stringify(message);
}

/** Undefined for anything else; a newer client may say more. */
export function decodeDataMessage(text: string): DataMessage | undefined {
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
