import { describe, expect, it } from 'vitest';
import { type Change, calm } from '../testing/qualitySamples';
import { isSuspect, judge, newVerdict, type Verdict } from './judge';

/** One sample a second. */
function afterwards(changes: readonly Change[], verdict: Verdict = newVerdict(0)): Verdict {
  return changes.reduce<Verdict>((before, change) => judge(before, calm(before.at + 1000, change)), verdict);
}

const lossy: Change = { receiving: { audio: { loss: 0.05 } } };
const well: Change = {};
const times = (count: number, change: Change) => Array<Change>(count).fill(change);

describe('the judgement', () => {
  it('calls five bad seconds weak, and says which way', () => {
    expect(afterwards(times(4, lossy)).weakSince).toBeUndefined();
    const weak = afterwards(times(5, lossy));
    expect(weak).toMatchObject({ weakSince: 5000, fromThem: { weak: true }, toThem: { weak: false } });
  });

  it('is not alarmed by a blip of three seconds, which touches four samples, nor by one a minute later', () => {
    let verdict = newVerdict(0);
    for (let blip = 0; blip < 5; blip += 1) {
      for (const change of [...times(4, lossy), ...times(20, well)]) {
        verdict = judge(verdict, calm(verdict.at + 1000, change));
        expect(verdict.weakSince).toBeUndefined();
      }
    }
  });

  it('notices loss that comes by chance, with a good second now and then', () => {
    const mixed = [lossy, lossy, well, lossy, lossy, lossy, lossy, lossy];
    expect(afterwards(mixed).weakSince).toBeDefined();
  });

  it('does not flap: it is good again after six good seconds, not after one', () => {
    const weak = afterwards(times(20, lossy));
    expect(afterwards(times(5, well), weak)).toMatchObject({ weakSince: 5000 });
    expect(afterwards([...times(5, well), lossy], weak).weakSince).toBe(5000);
    expect(afterwards(times(6, well), weak).weakSince).toBeUndefined();
  });

  it.each<[string, Change]>([
    ['delay', { roundTripMillis: 900 }],
    ['jitter', { receiving: { audio: { jitterMillis: 90 } } }],
    ['sound that is made up', { receiving: { audio: { concealed: 0.2 } } }],
    ['frozen pictures', { receiving: { video: { frozenMillis: 800 } } }],
    ['loss of pictures', { receiving: { video: { loss: 0.1 } } }],
  ])('sees %s', (_, change) => {
    expect(afterwards(times(5, change)).fromThem.weak).toBe(true);
  });

  it('does not mind the jitter of pictures, which come in bursts', () => {
    expect(afterwards(times(20, { receiving: { video: { jitterMillis: 200 } } })).weakSince).toBeUndefined();
  });

  it('hears from the other side what does not arrive there', () => {
    const verdict = afterwards(times(5, { sending: { video: { loss: 0.08 } } }));
    expect(verdict).toMatchObject({ toThem: { weak: true }, fromThem: { weak: false } });
  });

  describe('of a call without pictures, of which reports come every five seconds', () => {
    const silent: Change = { sending: { audio: { loss: undefined }, video: { loss: undefined, bitsPerSecond: 0 } } };
    const report = (loss: number): Change => ({ sending: { audio: { loss }, video: { loss: undefined } } });

    it('is not alarmed by one or two, which a blip can spoil', () => {
      const verdict = afterwards([...times(4, silent), report(0.5), ...times(4, silent), report(0.5)]);
      expect(verdict.toThem.weak).toBe(false);
      expect(afterwards([...times(4, silent), report(0.5)], verdict).toThem.weak).toBe(true);
    });

    it('forgets when reports stay away', () => {
      const weak = afterwards(times(20, { sending: { audio: { loss: 0.2 } } }));
      expect(afterwards(times(14, silent), weak).toThem.weak).toBe(false);
    });
  });

  it('sees that pictures have too little room, but not while the browser finds out how much there is', () => {
    const narrow: Change = {
      availableOutgoingBitsPerSecond: 250_000,
      sending: { video: { limitation: 'bandwidth' } },
    };
    expect(afterwards(times(10, narrow)).toThem.weak).toBe(false);
    expect(afterwards(times(15, narrow)).toThem.weak).toBe(true);
    expect(afterwards(times(30, { ...narrow, availableOutgoingBitsPerSecond: 900_000 })).toThem.weak).toBe(false);
  });

  it('wants to know whose network it is before it is sure', () => {
    expect(isSuspect(afterwards(times(1, lossy)))).toBe(false);
    expect(isSuspect(afterwards(times(2, lossy)))).toBe(true);
  });
});
