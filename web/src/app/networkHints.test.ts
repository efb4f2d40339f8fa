import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fakeClock';
import { onNetworkHint } from './networkHints';

class Document extends EventTarget {
  visibilityState = 'hidden';
}

function watching() {
  const sources = {
    window: new EventTarget(),
    document: new Document(),
    connection: new EventTarget(),
    clock: new FakeClock(),
    asleep: 0,
    wallClock: () => sources.clock.now() + sources.asleep,
  };
  const hints = { count: 0 };
  const stop = onNetworkHint(sources, () => {
    hints.count += 1;
  });
  return { sources, hints, stop };
}

describe('hints that the network may have changed', () => {
  it('come from the browser', () => {
    const { sources, hints } = watching();
    sources.window.dispatchEvent(new Event('online'));
    sources.connection.dispatchEvent(new Event('change'));
    expect(hints.count).toBe(2);
  });

  it('come when somebody looks at the page again, not when they stop', () => {
    const { sources, hints } = watching();
    sources.document.dispatchEvent(new Event('visibilitychange'));
    expect(hints.count).toBe(0);
    sources.document.visibilityState = 'visible';
    sources.document.dispatchEvent(new Event('visibilitychange'));
    expect(hints.count).toBe(1);
  });

  it('come when the computer slept', () => {
    const { sources, hints } = watching();
    sources.clock.advance(10_000);
    expect(hints.count).toBe(0);
    sources.asleep = 6000;
    sources.clock.advance(1000);
    sources.clock.advance(10_000);
    expect(hints.count).toBe(1);
  });

  it('stop when nobody listens', () => {
    const { sources, hints, stop } = watching();
    stop();
    sources.window.dispatchEvent(new Event('online'));
    sources.asleep = 60_000;
    sources.clock.advance(5000);
    expect(hints.count).toBe(0);
  });
});
