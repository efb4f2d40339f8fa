import { type ReactNode, useState } from 'react';
import type { CallController } from '../app/callController';
import type { Remote } from '../call/state';
import { reportOf } from '../quality/report';
import type { QualitySample } from '../quality/sample';
import type { PersonQuality } from '../quality/view';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { useStore } from './hooks';
import { fromThem, type Metric, roundTrip, toThem } from './metrics';
import { accessText, markText, sizeOfPictures, weakWays, words } from './qualityWords';
import { Sparkline } from './Sparkline';
import css from './StatisticsDialog.module.css';

interface Props {
  controller: CallController;
  remotes: readonly Remote[];
}

const SECONDS = 120;

/** The numbers behind the marks, as they come. */
export function StatisticsDialog({ controller, remotes }: Props) {
  const { people, access } = useStore(controller.quality);
  const shown = remotes.flatMap(({ place, participant }) => {
    const quality = people.get(participant.id);
    return quality === undefined ? [] : [{ place, name: participant.name, quality }];
  });
  const now = Math.max(0, ...shown.map(({ quality }) => quality.samples.at(-1)?.at ?? 0));
  return (
    <Dialog heading={words.heading} close={controller.quality.toggle}>
      <div className={css.people}>
        <p className={css.hint}>{shown.length === 0 ? words.nobody : words.hint}</p>
        {shown.map(({ place, name, quality }) => (
          <Person key={place} name={name} quality={quality} />
        ))}
        <section className={css.own} aria-label={words.access.heading}>
          <h3>{words.access.heading}</h3>
          <p data-weak={access.state === 'weak' || undefined}>{accessText(access, now)}</p>
        </section>
        <CopyReport
          text={() =>
            reportOf(
              shown.map(({ quality }) => quality),
              access,
              now,
            )
          }
        />
      </div>
    </Dialog>
  );
}

function Person({ name, quality: { samples, mark, carriage } }: { name: string; quality: PersonQuality }) {
  const last = samples.at(-1);
  if (last === undefined) return null;
  const recent = samples.filter(({ at }) => last.at - at <= SECONDS * 1000);
  const { receiving, sending } = last;
  return (
    <section className={css.person} aria-label={name}>
      <header>
        <h3>{name}</h3>
        <p data-weak={mark.weak || undefined}>{markText(mark)}</p>
        <p>{[words.paths[last.path], carriage.protocol && words.over(carriage.protocol)].filter(Boolean).join(' ')}</p>
      </header>
      {mark.weak && <p className={css.why}>{weakWays(mark, name)}</p>}
      <dl>
        <Plot samples={recent} metric={roundTrip} />
      </dl>
      <div className={css.ways}>
        <Way heading={words.from(name)} samples={recent} metrics={fromThem}>
          <Fact name={words.size}>{sizeOfPictures(receiving.video)}</Fact>
          <Fact name={words.codecs}>{carriage.receiving.join(', ')}</Fact>
        </Way>
        <Way heading={words.to(name)} samples={recent} metrics={toThem}>
          <Fact name={words.size}>{sizeOfPictures(sending.video)}</Fact>
          <Fact name={words.codecs}>{carriage.sending.join(', ')}</Fact>
          <Fact name={words.limitation}>{words.limitations[sending.video.limitation]}</Fact>
        </Way>
      </div>
    </section>
  );
}

interface WayProps {
  heading: string;
  samples: readonly QualitySample[];
  metrics: readonly Metric[];
  children: ReactNode;
}

function Way({ heading, samples, metrics, children }: WayProps) {
  return (
    <section className={css.way} aria-label={heading}>
      <h4>{heading}</h4>
      <dl>
        {metrics.map((metric) => (
          <Plot key={metric.label} samples={samples} metric={metric} />
        ))}
        {children}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children || words.unknown}</dd>
    </div>
  );
}

function Plot({
  samples,
  metric: { label, of, text, ceiling },
}: {
  samples: readonly QualitySample[];
  metric: Metric;
}) {
  const now = samples.at(-1)?.at ?? 0;
  const points = samples.flatMap((sample) => {
    const value = of(sample);
    return value === undefined ? [] : [{ at: (sample.at - now) / 1000, value }];
  });
  const values = points.map(({ value }) => value);
  const latest = values.at(-1);
  const range = latest === undefined ? '' : words.range(text(Math.min(...values)), text(Math.max(...values)));
  return (
    <div className={css.plot}>
      <dt>{label}</dt>
      <dd>
        <span>{latest === undefined ? words.unknown : text(latest)}</span>
        <Sparkline points={points} seconds={SECONDS} ceiling={ceiling} label={range} />
      </dd>
    </div>
  );
}

function CopyReport({ text }: { text(): string }) {
  const [copied, setCopied] = useState(false);
  // No clipboard on insecure origins.
  const copy = () => navigator.clipboard?.writeText(text()).then(() => setCopied(true));
  return (
    <footer className={css.copy}>
      <Button onClick={() => void copy()}>
        <span aria-live="polite">{copied ? words.copied : words.copy}</span>
      </Button>
      <p>{words.private}</p>
    </footer>
  );
}
