import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection, ConnectionListener, SignalingTransport } from '../signaling/transport';
import { type ServerEnd, settle } from './serverEnd';

export interface TransportWorld {
  transport: SignalingTransport;
  /** The server's ends so far, in the order they were accepted. */
  ends(): readonly ServerEnd[];
}

/** Writes down what it is told, and says hello as a session does: some carriers connect with what is said first. */
export class Witness implements ConnectionListener {
  readonly told: string[] = [];
  connection: Connection | undefined;

  opened(): void {
    this.told.push('opened');
    this.connection?.send('{"type":"hello"}');
  }

  received(text: string): void {
    this.told.push(text);
  }

  closed(): void {
    this.told.push('closed');
  }
}

export async function connect(transport: SignalingTransport): Promise<Witness & { connection: Connection }> {
  const witness = new Witness();
  const connection = transport.connect(witness);
  expect(witness.told, 'nothing is told before connect returns').toEqual([]);
  witness.connection = connection;
  await settle();
  return Object.assign(witness, { connection });
}

const text = (n: number | string) => JSON.stringify({ n });
const many = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => text(from + i));

interface Scene {
  world: TransportWorld;
  witness: Awaited<ReturnType<typeof connect>>;
  end: ServerEnd;
}

async function open(make: () => TransportWorld): Promise<Scene> {
  const world = make();
  const witness = await connect(world.transport);
  const [end] = world.ends();
  if (end === undefined) throw new Error('the other side saw no connection');
  return { world, witness, end };
}

/** What everything that carries texts promises, between a page and the server or between two pages. */
export function carrierContract(name: string, make: () => TransportWorld): void {
  describe(`the contract of a carrier: ${name}`, () => {
    let world: TransportWorld;
    let witness: Scene['witness'];
    let end: ServerEnd;

    beforeEach(async () => {
      ({ world, witness, end } = await open(make));
    });

    it('opens once, before anything is received', async () => {
      end.send(text(1));
      await settle();
      expect(witness.told).toEqual(['opened', text(1)]);
    });

    it('brings every text once and in order, both ways', async () => {
      for (const each of many(0, 100)) {
        witness.connection.send(each);
        end.send(each);
      }
      await settle();
      for (const each of many(100, 200)) {
        end.send(each);
        witness.connection.send(each);
      }
      await settle();
      expect(end.heard.slice(1)).toEqual(many(0, 200));
      expect(witness.told.slice(1)).toEqual(many(0, 200));
    });

    it('brings texts of 60 kB whole, whatever is written in them', async () => {
      const long = text('ä€𝄞"\\\n'.repeat(4000));
      witness.connection.send(long);
      witness.connection.send(long);
      end.send(long);
      await settle();
      expect(end.heard.slice(1)).toEqual([long, long]);
      expect(witness.told.slice(1)).toEqual([long]);
    });

    it('tells that the server closed, once, after everything that was said before', async () => {
      end.send(text('fatal'));
      end.close();
      await settle();
      expect(witness.told.slice(1)).toEqual([text('fatal'), 'closed']);
      witness.connection.send(text('too late'));
      witness.connection.close();
      await settle();
      expect(witness.told.slice(1)).toEqual([text('fatal'), 'closed']);
      expect(end.heard).toHaveLength(1);
    });

    it('tells nothing more once it is closed here, and the server hears that it is', async () => {
      let closed = 0;
      end.onClosed = () => {
        closed += 1;
      };
      end.send(text(1));
      witness.connection.close();
      end.send(text(2));
      await settle();
      expect(witness.told).toEqual(['opened']);
      expect(closed).toBe(1);
    });

    it('a text may end the connection from within', async () => {
      witness.received = (given) => {
        witness.told.push(given);
        witness.connection.close();
      };
      end.send(text(1));
      end.send(text(2));
      await settle();
      expect(witness.told).toEqual(['opened', text(1)]);
    });

    it('connections do not mix', async () => {
      const other = await connect(world.transport);
      world.ends()[1]?.send(text('to the second'));
      end.send(text('to the first'));
      other.connection.send(text('from the second'));
      await settle();
      expect(other.told).toEqual(['opened', text('to the second')]);
      expect(witness.told).toEqual(['opened', text('to the first')]);
      expect(world.ends()[1]?.heard.slice(1)).toEqual([text('from the second')]);
    });
  });
}

/** What every carrier promises to a session with the server, over a network that loses nothing. */
export function transportContract(name: string, make: () => TransportWorld): void {
  carrierContract(name, make);

  describe(`the contract of a transport: ${name}`, () => {
    it('says a last word when it closes, after what was said before', async () => {
      const { witness, end } = await open(make);
      witness.connection.send(text(1));
      witness.connection.close('{"type":"bye"}');
      witness.connection.send(text(2));
      await settle();
      expect(end.heard.slice(1)).toEqual([text(1), '{"type":"bye"}']);
    });

    it('closing before it opened leaves nothing behind', async () => {
      const { world } = await open(make);
      const early = new Witness();
      early.connection = world.transport.connect(early);
      early.connection.close();
      await settle();
      expect(early.told).toEqual([]);
    });
  });
}
