import * as v from 'valibot';

/** One question and everything that follows from it. */
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const moment = v.pipe(v.number(), v.finite());

/** A compressed record has at most so many parts of so many characters: what fits into it is cut off at `UNPACKED_BYTES_MAX`. */
export const PARTS_MAX = 128;
export const PART_CHARACTERS_MAX = 16_384;

const schema = v.variant('type', [
  v.object({ type: v.literal('asked'), id }),
  v.object({ type: v.literal('declined'), id }),
  v.object({
    type: v.literal('part'),
    id,
    number: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(PARTS_MAX - 1)),
    of: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PARTS_MAX)),
    data: v.pipe(v.string(), v.maxLength(PART_CHARACTERS_MAX)),
  }),
  v.object({ type: v.literal('received'), id, number: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.object({ type: v.literal('time'), id, sent: moment }),
  v.object({ type: v.literal('timeTold'), id, sent: moment, heard: moment, answered: moment }),
]);

/** What is said over the data channel about call records (rules S78 to S82). */
export type RecordMessage = v.InferOutput<typeof schema>;

/** Undefined for anything else; a newer client may say more. */
export function readRecordMessage(message: unknown): RecordMessage | undefined {
  const result = v.safeParse(schema, message);
  return result.success ? result.output : undefined;
}
