import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { decodeServerFrame } from './decode';

const root = new URL('../../../protocol/', `file://${__dirname}/`);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const server = readdirSync(new URL('examples/server/', root));
const client = readdirSync(new URL('examples/client/', root));

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(JSON.parse(read('schema.json')));
const validator = (name: string) => ajv.compile({ $ref: `urn:tincan:protocol:1#/$defs/${name}` });

describe('the examples of the protocol', () => {
  it.each(server)('decodes server/%s', (file) => {
    const text = read(`examples/server/${file}`);
    const json = JSON.parse(text);
    const decoded = decodeServerFrame(text);
    if (decoded.kind === 'control') expect(decoded.frame).toEqual(json);
    else if (decoded.kind === 'envelope') {
      const { kind: _, message, ...rest } = decoded;
      expect({ ...rest, ...message }).toEqual(json);
    } else expect.unreachable(`${file}: ${decoded.kind}`);
  });

  it.each(server)('server/%s fits the schema', (file) => {
    expect(validator('ServerFrame')(JSON.parse(read(`examples/server/${file}`)))).toBe(true);
  });

  it.each(client)('client/%s fits the schema', (file) => {
    expect(validator('ClientFrame')(JSON.parse(read(`examples/client/${file}`)))).toBe(true);
  });
});

describe('decodeServerFrame', () => {
  it('S3: ignores members it does not know', () => {
    const decoded = decodeServerFrame('{"type":"ack","ack":3,"shiny":true}');
    expect(decoded).toEqual({ kind: 'control', frame: { type: 'ack', ack: 3 } });
  });

  it('S3: counts a message type it does not know', () => {
    const decoded = decodeServerFrame('{"seq":4,"ack":0,"type":"fireworks","body":{}}');
    expect(decoded).toEqual({ kind: 'unknown', seq: 4, ack: 0, name: 'fireworks' });
  });

  it.each(['', 'null', '[]', '{}', '{"type":"welcome"}', '{"seq":"1","ack":0,"type":"error","body":{}}', '{"seq":0'])(
    'calls %s malformed',
    (text) => {
      expect(decodeServerFrame(text).kind).toBe('malformed');
    },
  );

  it.each(['toString', '__proto__', 'constructor'])('does not take %s for a message type', (type) => {
    expect(decodeServerFrame(JSON.stringify({ seq: 1, ack: 0, type, body: {} })).kind).toBe('unknown');
  });
});
