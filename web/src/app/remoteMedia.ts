import type { ParticipantId } from '../protocol/messages';

export type Streams = ReadonlyMap<ParticipantId, MediaStream>;

export function withStream(streams: Streams, id: ParticipantId, stream: MediaStream | undefined): Streams {
  const next = new Map(streams);
  if (stream === undefined) next.delete(id);
  else next.set(id, stream);
  return next;
}

export function renamed(streams: Streams, from: ParticipantId, to: ParticipantId): Streams {
  const stream = streams.get(from);
  return stream === undefined ? streams : withStream(withStream(streams, from, undefined), to, stream);
}
