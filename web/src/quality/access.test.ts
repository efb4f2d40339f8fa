import { expect, it } from 'vitest';
import { NOTHING_KNOWN } from '../testing/qualitySamples';
import { withMeasure } from './access';

const well = { packets: 160, loss: 0, roundTripMillis: 30, fastestMillis: 25 };

it('S77: a network is weak with 3 % of the packets lost', () => {
  expect(withMeasure(NOTHING_KNOWN.access, { ...well, loss: 0.02 }, 0).state).toBe('ok');
  expect(withMeasure(NOTHING_KNOWN.access, { ...well, loss: 0.03 }, 0).state).toBe('weak');
});

it('S77: or when packets wait much longer than undisturbed', () => {
  const calm = withMeasure(NOTHING_KNOWN.access, well, 0);
  expect(withMeasure(calm, { ...well, roundTripMillis: 220, fastestMillis: 190 }, 0).state).toBe('ok');
  expect(withMeasure(calm, { ...well, roundTripMillis: 230, fastestMillis: 190 }, 0).state).toBe('weak');
  // Far away is not weak.
  expect(withMeasure(NOTHING_KNOWN.access, { ...well, roundTripMillis: 330, fastestMillis: 300 }, 0).state).toBe('ok');
});

it('S77: or when nothing comes back at all', () => {
  const nothing = { packets: 80, loss: 1, roundTripMillis: undefined, fastestMillis: undefined };
  expect(withMeasure(NOTHING_KNOWN.access, nothing, 0).state).toBe('weak');
});

it('S77: too few packets change nothing but what is shown', () => {
  const few = withMeasure(NOTHING_KNOWN.access, { ...well, packets: 20, loss: 0.5 }, 7);
  expect(few).toMatchObject({ state: 'unknown', measured: { at: 7, loss: 0.5 } });
});
