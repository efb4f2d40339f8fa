import * as v from 'valibot';

const moment = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.minValue(0));
const transports = v.object({ udp: count, tcp: count, tls: count });

const allocation = v.object({
  transport: v.picklist(['udp', 'tcp', 'tls']),
  /** Unknown until the server has looked twice. */
  bitsPerSecond: v.optional(count),
});

const participant = v.object({ name: v.string(), connected: v.boolean(), allocations: v.array(allocation) });

const call = v.object({
  /** By which it is ended or drained, but not joined. */
  handle: v.string(),
  /** The last letters of its id; calls by a chosen name have none. */
  idEnd: v.optional(v.string()),
  title: v.optional(v.string()),
  createdAt: v.optional(moment),
  state: v.string(),
  draining: v.boolean(),
  participants: v.array(participant),
});

const errorNote = v.object({ at: moment, source: v.string(), text: v.string(), count });

export const overview = v.object({
  at: moment,
  startedAt: moment,
  version: v.string(),
  draining: v.boolean(),
  counts: v.object({
    calls: v.object({ scheduled: count, open: count, waiting: count, live: count, lingering: count }),
    participants: count,
    sessions: count,
    connections: count,
  }),
  relay: v.object({ allocations: transports, otherAllocations: count, bitsPerSecond: count }),
  calls: v.array(call),
  callsNotShown: count,
  errors: v.array(errorNote),
});

const sample = v.object({
  at: moment,
  calls: count,
  participants: count,
  allocations: transports,
  bitsPerSecond: count,
});

export const history = v.object({ everySeconds: count, samples: v.array(sample) });

const key = v.object({
  id: v.string(),
  name: v.string(),
  admin: v.boolean(),
  createdAt: moment,
  revokedAt: v.optional(moment),
});

export const keyList = v.object({ keys: v.array(key), yours: v.string() });

export const createdKey = v.object({ ...key.entries, key: v.string() });

const webhook = v.object({
  id: v.string(),
  url: v.string(),
  events: v.array(v.string()),
  createdAt: moment,
  failingSince: v.optional(moment),
  disabledAt: v.optional(moment),
  disabledReason: v.optional(v.string()),
  /** Deliveries that are to be sent. */
  waiting: count,
  key: v.object({ id: v.string(), name: v.optional(v.string()) }),
});

export const webhookList = v.object({ webhooks: v.array(webhook), webhooksNotShown: count });

const attempt = v.object({
  at: moment,
  durationMillis: count,
  status: v.optional(v.number()),
  answer: v.optional(v.string()),
  failure: v.optional(v.string()),
});

const delivery = v.object({
  id: v.string(),
  event: v.string(),
  state: v.picklist(['pending', 'delivered', 'failed']),
  createdAt: moment,
  nextAttemptAt: v.optional(moment),
  attempts: v.array(attempt),
});

export const deliveryPage = v.object({ deliveries: v.array(delivery), next: v.optional(v.string()) });

export const tested = v.object({ ...attempt.entries, delivered: v.boolean() });

export type Overview = v.InferOutput<typeof overview>;
export type Call = v.InferOutput<typeof call>;
export type Participant = v.InferOutput<typeof participant>;
export type Transport = v.InferOutput<typeof allocation>['transport'];
export type Sample = v.InferOutput<typeof sample>;
export type Key = v.InferOutput<typeof key>;
export type KeyList = v.InferOutput<typeof keyList>;
export type CreatedKey = v.InferOutput<typeof createdKey>;
export type Webhook = v.InferOutput<typeof webhook>;
export type WebhookList = v.InferOutput<typeof webhookList>;
export type Attempt = v.InferOutput<typeof attempt>;
export type Delivery = v.InferOutput<typeof delivery>;
export type DeliveryPage = v.InferOutput<typeof deliveryPage>;
export type Tested = v.InferOutput<typeof tested>;
