import { expect, it } from 'vitest';
import { calm, NOTHING_KNOWN } from '../testing/qualitySamples';
import { withMeasure } from './access';
import { newVerdict } from './judge';
import { markOf } from './mark';
import { reportOf } from './report';

it('a report has numbers, how long ago they were, and nobody in it', () => {
  const mark = markOf(newVerdict(0), 'direct', { yours: 'unknown', theirs: 'unknown' });
  const carriage = { protocol: 'udp', receiving: ['opus'], sending: ['opus'] };
  const measure = { packets: 160, loss: 1 / 3, roundTripMillis: 30, fastestMillis: 25 };
  const access = withMeasure(NOTHING_KNOWN.access, measure, 4000);
  const report = JSON.parse(reportOf([{ samples: [calm(1000)], carriage, mark }], access, 5000));
  expect(report.yourNetwork).toMatchObject({ state: 'weak', measured: { at: -1000, loss: 0.333 } });
  expect(report.people).toHaveLength(1);
  expect(Object.keys(report.people[0])).toEqual(['mark', 'carriage', 'samples']);
  expect(report.people[0].samples[0]).toMatchObject({ at: -4000, roundTripMillis: 20 });
});
