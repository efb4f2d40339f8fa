import type { Overview, Sample, Transport } from '../model';
import { rateWords, transportWords } from '../words';
import { Plot, type Series } from './Plot';
import css from './Plots.module.css';

const TRANSPORTS: readonly Transport[] = ['udp', 'tcp', 'tls'];

interface Props {
  overview: Overview;
  samples: readonly Sample[];
  now: number;
}

export function Plots({ overview, samples, now }: Props) {
  const { calls, participants } = overview.counts;
  const { allocations, otherAllocations, bitsPerSecond } = overview.relay;
  const running = calls.waiting + calls.live + calls.lingering;
  const all = allocations.udp + allocations.tcp + allocations.tls;
  const series = (label: string, value: (sample: Sample) => number): Series => ({
    label,
    points: samples.map((sample) => ({ at: Date.parse(sample.at), value: value(sample) })),
  });
  const byTransport = TRANSPORTS.filter((it) => allocations[it] > 0)
    .map((it) => `${allocations[it]} ${transportWords(it)}`)
    .join(', ');
  return (
    <section className={css.plots} aria-label="The last hour">
      <Plot
        heading="People in calls"
        value={String(participants)}
        beside={`in ${running === 1 ? '1 call' : `${running} calls`}`}
        now={now}
        atLeast={4}
        whole
        write={String}
        series={[series('People', (it) => it.participants), series('Calls', (it) => it.calls)]}
      />
      <Plot
        heading="Allocations of the relay"
        value={String(all)}
        beside={[byTransport, otherAllocations > 0 ? `${otherAllocations} outside of calls` : '']
          .filter(Boolean)
          .join('; ')}
        now={now}
        atLeast={4}
        whole
        write={String}
        series={TRANSPORTS.map((it) => series(transportWords(it), (sample) => sample.allocations[it]))}
      />
      <Plot
        heading="Relayed traffic"
        value={rateWords(bitsPerSecond)}
        beside="both ways"
        now={now}
        atLeast={100_000}
        write={rateWords}
        series={[series('Traffic', (it) => it.bitsPerSecond)]}
      />
    </section>
  );
}
