import * as v from 'valibot';
import { ASPECTS, type CallRecord, CONDITIONS } from './record';
import { COLUMNS, fromRow, toRow } from './rows';

/** Longer than any call the server keeps open, in milliseconds. */
const LASTED_MAX = 7 * 24 * 3_600_000;
const NAME_MAX = 200;
/** In all the people of a record; about two megabytes as text. */
export const SAMPLES_MAX = 20_000;
export const MARKS_MAX = 4000;
/** More than a call has people (rule S25), for those who came and went. */
export const PEOPLE_MAX = 64;

const who = v.pipe(v.string(), v.maxLength(64));
const name = v.pipe(v.string(), v.maxLength(NAME_MAX));
const moment = v.pipe(v.number(), v.minValue(0), v.maxValue(LASTED_MAX));

const schema = v.object({
  version: v.literal(1),
  startedAt: v.pipe(v.number(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)),
  lasted: moment,
  name,
  people: v.pipe(
    v.array(
      v.object({
        who,
        name,
        samples: v.pipe(
          v.array(
            v.pipe(
              v.array(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1e12)))),
              v.length(COLUMNS.length),
              v.check(([at]) => at != null && at <= LASTED_MAX),
            ),
          ),
          v.maxLength(SAMPLES_MAX),
        ),
      }),
    ),
    v.maxLength(PEOPLE_MAX),
  ),
  marks: v.pipe(
    v.array(v.object({ at: moment, who, what: v.picklist(ASPECTS), is: v.picklist(CONDITIONS) })),
    v.maxLength(MARKS_MAX),
  ),
});

/** A record as text: for the storage of this tab, for another browser, and for tools. */
export function write(record: CallRecord): string {
  return JSON.stringify(toStored(record));
}

export function toStored({ people, marks, ...record }: CallRecord): v.InferOutput<typeof schema> {
  const rows = people.map(({ samples, ...person }) => ({ ...person, samples: samples.map((it) => [...toRow(it)]) }));
  const round = (at: number) => Math.max(0, Math.round(at));
  return {
    version: 1,
    ...record,
    lasted: round(record.lasted),
    people: rows,
    marks: marks.map((mark) => ({ ...mark, at: round(mark.at) })),
  };
}

/** Undefined for what is no record; who wrote it is not trusted. */
export function read(text: string): CallRecord | undefined {
  try {
    const { people, marks, ...record } = v.parse(schema, JSON.parse(text));
    const order = (a: { at: number }, b: { at: number }) => a.at - b.at;
    return {
      startedAt: record.startedAt,
      lasted: record.lasted,
      name: record.name,
      people: people.map(({ samples, ...person }) => ({ ...person, samples: samples.map(fromRow).sort(order) })),
      marks: marks.sort(order),
    };
  } catch {
    return undefined;
  }
}
