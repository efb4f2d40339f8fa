import { describe, expect, it } from 'vitest';
import { FlowWatch } from './flow';

/** Samples a connection that gets so many bytes every quarter of a second, and tells when it says what. */
function watching(hinted = false) {
  const watch = new FlowWatch();
  let now = 0;
  let bytes = 0;
  let responses = 0;
  let pair = 'first';
  const see = () => watch.see(now, { pair, bytes, responses }, hinted);
  see();
  return {
    get(quarters: number, bytesEach: number, responsesEach = 0) {
      let said = 'silent';
      for (let i = 0; i < quarters; i += 1) {
        now += 250;
        bytes += bytesEach;
        responses += responsesEach;
        said = see();
      }
      return said;
    },
    switchTo(other: string) {
      pair = other;
      responses = 0;
    },
    sleep(millis: number) {
      now += millis;
      return see();
    },
  };
}

describe('FlowWatch', () => {
  it('says that media was interrupted after a second of silence, and stopped after 1.5 s', () => {
    const connection = watching();
    expect(connection.get(8, 500)).toBe('flowing');
    expect(connection.get(3, 0)).toBe('silent');
    expect(connection.get(1, 0)).toBe('interrupted');
    expect(connection.get(1, 0)).toBe('interrupted');
    expect(connection.get(1, 0)).toBe('stalled');
    expect(connection.get(1, 500)).toBe('flowing');
  });

  it('is not misled by the little that came before the silence', () => {
    const connection = watching();
    connection.get(8, 500);
    connection.get(1, 60);
    expect(connection.get(4, 0)).toBe('interrupted');
  });

  it('is less patient after a hint', () => {
    const connection = watching(true);
    connection.get(8, 500);
    expect(connection.get(3, 0)).toBe('silent');
    expect(connection.get(1, 0)).toBe('stalled');
  });

  it('expects nothing where no media is sent, only the handshake and reports', () => {
    const connection = watching(true);
    connection.get(2, 2000);
    expect(connection.get(8, 0)).toBe('silent');
    connection.get(8, 106);
    expect(connection.get(40, 0)).toBe('silent');
  });

  it('the answers to checks keep a path alive over which nobody sends any more', () => {
    const connection = watching();
    connection.get(8, 500);
    for (let i = 0; i < 5; i += 1) {
      expect(connection.get(9, 0)).not.toBe('flowing');
      expect(connection.get(1, 0, 1)).toBe('flowing');
    }
  });

  it('another pair in use is no sign of life yet', () => {
    const connection = watching();
    connection.get(8, 500);
    connection.get(9, 0, 1);
    connection.switchTo('second');
    expect(connection.get(1, 0)).toBe('silent');
  });

  it('draws no conclusion from having slept', () => {
    const connection = watching();
    connection.get(8, 500);
    expect(connection.sleep(60_000)).toBe('silent');
    expect(connection.get(3, 0)).toBe('silent');
    expect(connection.get(2, 0)).toBe('interrupted');
    expect(connection.get(1, 0)).toBe('stalled');
  });
});
