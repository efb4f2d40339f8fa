import * as v from 'valibot';
import {
  type ControlFrame,
  controlFrames,
  envelope,
  type ServerMessage,
  type ServerMessageType,
  serverBodies,
} from './messages';

export type Decoded =
  | { kind: 'control'; frame: ControlFrame }
  | { kind: 'envelope'; seq: number; ack: number; re?: string; from?: string; message: ServerMessage }
  /** A numbered frame this client does not understand: it counts, and is otherwise ignored (rule S3). */
  | { kind: 'unknown'; seq: number; ack: number; re?: string; name: string }
  | { kind: 'malformed'; why: string };

export function decodeServerFrame(text: string): Decoded {
  const json = parse(text);
  if (typeof json !== 'object' || json === null || !('type' in json)) return malformed('no frame');
  const name = String(json.type);
  if (name in controlFrames && !('seq' in json)) return decodeControl(json, name as keyof typeof controlFrames);
  const outer = v.safeParse(envelope, json);
  if (!outer.success) return malformed(`${name}: ${outer.issues[0].message}`);
  const { seq, ack, re, from } = outer.output;
  const frame = { seq, ack, ...(re === undefined ? {} : { re }) };
  const body = decodeBody(name, outer.output.body);
  if (body === undefined) return { kind: 'unknown', ...frame, name };
  return { kind: 'envelope', ...frame, ...(from === undefined ? {} : { from }), message: body };
}

function decodeControl(json: object, name: keyof typeof controlFrames): Decoded {
  const result = v.safeParse(controlFrames[name], json);
  return result.success ? { kind: 'control', frame: result.output } : malformed(`${name}: ${result.issues[0].message}`);
}

function decodeBody(name: string, body: unknown): ServerMessage | undefined {
  if (!Object.hasOwn(serverBodies, name)) return undefined;
  const type = name as ServerMessageType;
  const result = v.safeParse(serverBodies[type], body);
  return result.success ? ({ type, body: result.output } as ServerMessage) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function malformed(why: string): Decoded {
  return { kind: 'malformed', why };
}
