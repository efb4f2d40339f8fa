import { decodeCode } from './code';
import { hasCandidates, sdpOf } from './sdp';

export interface Description {
  type: 'offer' | 'answer';
  sdp: string;
}

/** Why something that was pasted or scanned is of no use. */
export type Problem =
  | 'nothing'
  | 'no-code'
  | 'damaged'
  | 'version'
  | 'call-link'
  | 'no-addresses'
  | 'own-code'
  | 'answer-expected'
  | 'offer-expected'
  | 'refused';

export type Pasted = { ok: true; description: Description; written: 'code' | 'sdp' } | { ok: false; problem: Problem };

/** The shortest code has no candidate and the shortest ufrag and pwd. */
const CODE_LENGTH_MIN = 80;

/** Finds the description in whatever somebody pasted or scanned: a code, a link with one, JSON or plain SDP. */
export function readPasted(text: string): Pasted {
  const trimmed = text.trim();
  if (trimmed === '') return problem('nothing');
  const description = fromJson(trimmed) ?? fromSdp(trimmed);
  if (description !== undefined) {
    return hasCandidates(description.sdp) ? { ok: true, description, written: 'sdp' } : problem('no-addresses');
  }
  const linked = /\/direct#([a-z2-7]+)/i.exec(trimmed)?.[1];
  if (linked === undefined && /\/c\/[^/\s]+$/.test(trimmed)) return problem('call-link');
  return fromCode(linked ?? trimmed.replace(/\s+/g, ''));
}

function fromCode(text: string): Pasted {
  const decoded = decodeCode(text);
  if (decoded === undefined) return problem('no-code');
  // Words have the letters of a code, too.
  if (!decoded.ok) return problem(text.length < CODE_LENGTH_MIN && !text.startsWith('AE') ? 'no-code' : decoded.why);
  const { essentials } = decoded;
  return { ok: true, description: { type: essentials.type, sdp: sdpOf(essentials) }, written: 'code' };
}

function fromJson(text: string): Description | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
    // Consoles show a string with its quotation marks, and what was made into JSON twice comes out of one.
    if (typeof value === 'string') return fromJson(value) ?? fromSdp(value);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('sdp' in value)) return undefined;
  const { sdp } = value;
  if (typeof sdp !== 'string') return fromJson(JSON.stringify(sdp));
  const type = 'type' in value ? value.type : undefined;
  return type === 'offer' || type === 'answer' ? { type, sdp: withLineEnds(sdp) } : fromSdp(sdp);
}

/** An offer leaves open who begins with DTLS, an answer says it. */
function fromSdp(text: string): Description | undefined {
  const sdp = withLineEnds(text.includes('\n') ? text : text.replaceAll('\\r', '').replaceAll('\\n', '\n'));
  if (!sdp.startsWith('v=0\r\n')) return undefined;
  return { type: /^a=setup:(active|passive)/m.test(sdp) ? 'answer' : 'offer', sdp };
}

function withLineEnds(sdp: string): string {
  const lines = sdp.split(/\r?\n/).map((line) => line.trim());
  return `${lines.filter((line) => line !== '').join('\r\n')}\r\n`;
}

function problem(why: Problem): Pasted {
  return { ok: false, problem: why };
}
