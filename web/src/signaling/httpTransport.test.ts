import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fakeClock';
import { FakeHttpServer, type Fate } from '../testing/fakeHttpServer';
import { settle } from '../testing/serverEnd';
import { connect, transportContract } from '../testing/transportContract';
import { HttpTransport } from './httpTransport';

transportContract('HTTP', () => {
  const clock = new FakeClock();
  const server = new FakeHttpServer(clock);
  return { transport: new HttpTransport('/signal/http', server.fetch, clock), ends: () => server.connections };
});

describe('HttpTransport', () => {
  let clock: FakeClock;
  let server: FakeHttpServer;
  let transport: HttpTransport;

  beforeEach(() => {
    clock = new FakeClock();
    server = new FakeHttpServer(clock);
    transport = new HttpTransport('/signal/http', server.fetch, clock);
  });

  const end = (index = 0) => {
    const found = server.connections[index];
    if (found === undefined) throw new Error(`no connection ${index}`);
    return found;
  };
  const fateOf = (method: string, ...fates: Fate[]) => {
    server.fate = (request) => (request.method === method ? (fates.shift() ?? 'passes') : 'passes');
  };
  const passes = async (millis: number) => {
    for (let left = millis; left > 0; left -= 500) {
      clock.advance(500);
      await settle();
    }
  };

  it('S30: opens with the first frames, then numbers batches from 2 and counts frames', async () => {
    const { connection } = await connect(transport);
    end().send('{"n":1}');
    await settle();
    connection.send('{"a":1}');
    connection.send('{"a":2}');
    await settle();
    connection.send('{"a":3}');
    await settle();
    expect(server.requests).toEqual([
      'POST',
      'GET after=0&wait=15',
      'GET after=1&wait=15',
      'POST batch=2',
      'POST batch=3',
    ]);
  });

  it('says together what was said while a request was under way', async () => {
    const { connection } = await connect(transport);
    connection.send('{"a":1}');
    await Promise.resolve();
    connection.send('{"a":2}');
    connection.send('{"a":3}');
    await settle();
    expect(server.requests.slice(2)).toEqual(['POST batch=2', 'POST batch=3']);
    expect(end().heard).toHaveLength(4);
  });

  it.each(['request lost', 'answer lost', 'doubled', 'gateway error'] as const)(
    'a POST with its %s brings everything once',
    async (fate) => {
      const { connection, told } = await connect(transport);
      fateOf('POST', fate);
      connection.send('{"a":1}');
      await settle();
      connection.send('{"a":2}');
      await settle();
      expect(end().heard.slice(1)).toEqual(['{"a":1}', '{"a":2}']);
      expect(told).toEqual(['opened']);
    },
  );

  it('a POST that is lost twice closes', async () => {
    const { connection, told } = await connect(transport);
    fateOf('POST', 'request lost', 'request lost');
    connection.send('{"a":1}');
    await settle();
    expect(told).toEqual(['opened', 'closed']);
  });

  it('S36: the first request is not repeated', async () => {
    fateOf('POST', 'answer lost');
    const { told } = await connect(transport);
    expect(told).toEqual(['opened', 'closed']);
    expect(server.connections).toHaveLength(1);
  });

  it.each(['request lost', 'answer lost', 'doubled', 'gateway error'] as const)(
    'a GET with its %s brings everything once',
    async (fate) => {
      const { told } = await connect(transport);
      fateOf('GET', fate);
      end().send('{"n":1}');
      await settle();
      end().send('{"n":2}');
      await settle();
      end().send('{"n":3}');
      await settle();
      expect(told).toEqual(['opened', '{"n":1}', '{"n":2}', '{"n":3}']);
    },
  );

  it('a GET that is lost twice closes, and the server hears of it', async () => {
    const { told } = await connect(transport);
    fateOf('GET', 'answer lost', 'answer lost');
    end().send('{"n":1}');
    await settle();
    end().send('{"n":2}');
    await settle();
    expect(told).toEqual(['opened', '{"n":1}', 'closed']);
    expect(end().over).toBe(true);
  });

  it('where answers that wait are cut off it asks every second', async () => {
    const { told } = await connect(transport);
    server.fate = (request, url) => (request.method === 'GET' && !url.endsWith('wait=0') ? 'answer lost' : 'passes');
    await passes(46_000);
    server.requests.splice(0);
    await passes(5000);
    expect(server.requests).toHaveLength(5);
    expect(new Set(server.requests)).toEqual(new Set(['GET after=0&wait=0']));
    end().send('{"n":1}');
    await passes(1000);
    expect(told).toEqual(['opened', '{"n":1}']);
  });

  it('an answer that is held back is asked for again, soon enough for the session', async () => {
    const { told } = await connect(transport);
    const { fetch } = server;
    const held = new HttpTransport(
      '/signal/http',
      (url, request) => {
        const answer = fetch(url, request);
        const swallowed = request.method === 'GET' && url.endsWith('wait=15');
        return swallowed ? new Promise((_, no) => request.signal?.addEventListener('abort', no)) : answer;
      },
      clock,
    );
    const witness = await connect(held);
    end(1).send('{"n":1}');
    await passes(21_000);
    expect(witness.told).toEqual(['opened', '{"n":1}']);
    expect(told).toEqual(['opened']);
  });

  it('another network is given another chance', async () => {
    await connect(transport);
    server.fate = (request, url) => (request.method === 'GET' && !url.endsWith('wait=0') ? 'answer lost' : 'passes');
    await passes(46_000);
    server.fate = () => 'passes';
    transport.networkChanged();
    server.requests.splice(0);
    await passes(1000);
    expect(server.requests).toEqual(['GET after=0&wait=15']);
  });

  it('a connection made for a last word is one request', async () => {
    const connection = transport.connect({
      opened: () => {
        connection.send('{"type":"hello"}');
        connection.close('{"type":"bye"}');
      },
      received: () => undefined,
      closed: () => undefined,
    });
    await settle();
    expect(server.requests.slice(0, 1)).toEqual(['POST']);
    expect(end().heard).toEqual(['{"type":"hello"}', '{"type":"bye"}']);
  });

  it('closes with a connection that the server does not know', async () => {
    const { told } = await connect(transport);
    end().close();
    await settle();
    expect(told).toEqual(['opened', 'closed']);
  });
});
