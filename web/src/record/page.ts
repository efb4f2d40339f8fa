import type { QualitySample } from '../quality/sample';
import { html, Markup } from './markup';
import { type Axis, type Bar, type Lane, lanes, type Point, plot, type Series } from './plots';
import {
  type CallRecord,
  type Condition,
  joined,
  type Mark,
  ME,
  type Moment,
  type Person,
  type Stretch,
  stretches,
  type Who,
} from './record';
import { COLUMNS } from './rows';
import { findSpans, type Span, type Told } from './spans';
import { toStored } from './stored';
import { style } from './style';
import { factText, lengthText, list, pathWords, spanText, words } from './words';

/** How moments become what a clock on the wall showed. */
export interface Calendar {
  /** 14:03:10 */
  time(wallClock: number): string;
  /** 2026-11-21 14:03 */
  day(wallClock: number): string;
  /** Milliseconds since the last full hour. */
  pastHour(wallClock: number): number;
}

export function calendar(timeZone: string | undefined): Calendar {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const minute = new Intl.DateTimeFormat('en-GB', { timeZone, minute: 'numeric' });
  return {
    time: (at) => time.format(at),
    day: (at) => day.format(at),
    pastHour: (at) => Number(minute.format(at)) * 60_000 + (at % 60_000),
  };
}

/** A whole file that needs nothing else, and no program, to be read. */
export function pageOf(mine: CallRecord, told: Told, { time, day, pastHour }: Calendar): string {
  const spans = findSpans(mine, told);
  const timeOf = (at: Moment) => time(mine.startedAt + at);
  const nameOf = (who: Who) => mine.people.find((person) => person.who === who)?.name ?? words.you;
  const people = mine.people.filter(({ samples }) => samples.length > 0);
  const givers = people.filter(({ who }) => told.has(who)).map(({ name }) => name);
  const alone = people.filter(({ who }) => !told.has(who)).map(({ name }) => name);
  const bad = joined(spans.filter(isBad)).reduce((sum, { from, to }) => sum + to - from, 0);
  const title = words.title(day(mine.startedAt));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${words.heading}</h1>
<p>${day(mine.startedAt)}–${timeOf(mine.lasted).slice(0, 5)}${people.length > 0 && ` · ${words.together(list(people.map(({ name }) => name)))}`}</p>
<p class="soft">${givers.length > 0 ? words.noticedByBoth(mine.name, givers) : words.noticedBy(mine.name)}.</p>
</header>
<main>
<section class="summary">
<h2>${words.badHeading}</h2>
${
  spans.length === 0
    ? html`<p>${words.good}</p>`
    : html`<ol>
${spans.map((span) => html`<li class="${isBad(span) ? 'bad' : 'fair'}"><time>${timeOf(span.from)}–${timeOf(span.to)}</time> <span>${spanText(span)}</span></li>`)}
</ol>
${bad > 0 && html`<p class="soft">${words.badFor(lengthText(bad), lengthText(mine.lasted))}</p>`}`
}
${spans.length > 0 && alone.length > 0 && html`<p class="soft">${words.aloneHint(alone)}</p>`}
</section>
${people.map((person) => personSection(mine, person, told.get(person.who), spans, { timeOf, pastHour: pastHour(mine.startedAt) }))}
<details>
<summary>${words.events}</summary>
<table>
${eventsOf(mine).map((mark) => html`<tr><td><time>${timeOf(mark.at)}</time></td><td>${factText(mark, nameOf)}</td></tr>`)}
</table>
</details>
</main>
<footer><p class="soft">${words.dataHint}</p></footer>
<script type="application/json" id="call-record">${dataOf(mine, told, spans)}</script>
</body>
</html>
`.text;
}

function isBad({ what }: Span): boolean {
  return !what.includes('resolution') && !what.includes('server');
}

/** Nobody reads tens of thousands. */
const EVENTS_MAX = 1000;

function eventsOf({ marks }: CallRecord): readonly Mark[] {
  return marks.slice(-EVENTS_MAX);
}

/** As text that no script element can end. */
function dataOf(mine: CallRecord, told: Told, spans: readonly Span[]): Markup {
  const others = [...told].map(([who, record]) => ({ who, record: toStored(record) }));
  const data = { columns: COLUMNS, record: toStored(mine), told: others, spans };
  return new Markup(JSON.stringify(data).replaceAll('<', '\\u003c'));
}

function personSection(
  mine: CallRecord,
  person: Person,
  theirs: CallRecord | undefined,
  spans: readonly Span[],
  clock: Pick<Axis, 'timeOf' | 'pastHour'>,
): Markup {
  const { name, samples } = person;
  const here = stretches(mine, person.who, 'path', HERE);
  const from = Math.min(samples[0]?.at ?? 0, here[0]?.from ?? Number.POSITIVE_INFINITY);
  const to = Math.max(samples.at(-1)?.at ?? 0, here.at(-1)?.to ?? 0);
  const shaded = spans.filter((span) => isBad(span) && span.who === person.who);
  const axis: Axis = { ...clock, from, to, shaded };
  const back = theirs?.people[0]?.samples.filter(({ at }) => at >= from && at <= to);
  const measured = back === undefined ? '' : words.measuredBy(name);
  const both = (receiving: Value, sent: Value): Series[] => [
    { label: words.from(name), look: 'from', points: pointsOf(samples, receiving) },
    {
      label: words.to(name) + measured,
      look: 'to',
      points: back === undefined ? pointsOf(samples, sent) : pointsOf(back, receiving),
    },
  ];
  const { rate, loss, delay, frames, height } = words.plots;
  return html`<section>
<h2>${words.with(name)}</h2>
${figure(
  axis,
  rate,
  100,
  both(
    ({ receiving: { audio, video } }) => (audio.bitsPerSecond + video.bitsPerSecond) / 1000,
    ({ sending: { audio, video } }) => (audio.bitsPerSecond + video.bitsPerSecond) / 1000,
  ),
)}
${figure(
  axis,
  loss,
  10,
  both(
    ({ receiving }) => percentOf(receiving.audio.loss, receiving.video.loss),
    ({ sending }) => percentOf(sending.audio.loss, sending.video.loss),
  ),
)}
${figure(axis, delay, 100, [
  { label: words.roundTrip, look: 'other', points: pointsOf(samples, ({ roundTripMillis }) => roundTripMillis) },
  {
    label: words.jitter(name),
    look: 'from',
    points: pointsOf(samples, ({ receiving }) => receiving.audio.jitterMillis),
  },
])}
${figure(
  axis,
  frames,
  30,
  both(
    ({ receiving }) => receiving.video.framesPerSecond,
    ({ sending }) => sending.video.framesPerSecond,
  ),
  freezes(samples),
)}
${figure(
  axis,
  height,
  360,
  both(
    ({ receiving }) => receiving.video.height,
    ({ sending }) => sending.video.height,
  ),
)}
${lanes(axis, words.lanes.path, lanesOf(mine, person, axis))}
</section>`;
}

type Value = (sample: QualitySample) => number | undefined;

function pointsOf(samples: readonly QualitySample[], read: Value): Point[] {
  return samples.flatMap((sample) => {
    const value = read(sample);
    return value === undefined ? [] : [{ at: sample.at, value }];
  });
}

function percentOf(...shares: readonly (number | undefined)[]): number | undefined {
  const known = shares.filter((share) => share !== undefined);
  return known.length === 0 ? undefined : 100 * Math.max(...known);
}

function freezes(samples: readonly QualitySample[]): Stretch[] {
  return samples.flatMap(({ at, receiving }) => {
    const { frozenMillis } = receiving.video;
    return frozenMillis > 0 ? [{ from: at - frozenMillis, to: at }] : [];
  });
}

function figure(
  axis: Axis,
  { title, unit }: { title: string; unit: string },
  atLeast: number,
  series: readonly Series[],
  frozen: readonly Stretch[] = [],
): Markup {
  return html`<figure>
<figcaption><b>${title}</b>${unit !== '' && html` <span class="soft">${unit}</span>`}
<span class="legend">${series.map(({ label, look }) => html`<i class="${look}"></i>${label} `)}${frozen.length > 0 && html`<i class="frozen"></i>${words.frozen}`}</span></figcaption>
${plot(axis, title, atLeast, series, frozen)}
</figure>`;
}

const SECOND_MILLIS = 1000;
const HERE = ['held', 'connecting', 'connected', 'direct', 'relayed', 'shaky', 'restarting', 'failed'] as const;

const PATH_LOOKS: Partial<Record<Condition, Bar['look']>> = {
  connecting: 'fair',
  connected: 'good',
  direct: 'good',
  relayed: 'relay',
  shaky: 'fair',
  restarting: 'bad',
  failed: 'bad',
};

function lanesOf(mine: CallRecord, { who, name, samples }: Person, { from, to }: Stretch): Lane[] {
  const within = (bars: readonly Bar[]) => bars.filter((bar) => bar.to > from && bar.from < to);
  const lane = (label: string, of: Who, what: Mark['what'], looks: Partial<Record<Condition, Bar['look']>>): Lane => ({
    label,
    bars: within(
      Object.entries(looks).flatMap(([is, look]) =>
        stretches(mine, of, what, [is as Condition]).map((it) => ({
          ...it,
          look,
          words: pathWords[is as Condition] ?? is,
        })),
      ),
    ),
  });
  const device = { on: 'good', off: 'off', lost: 'bad' } as const;
  const limited = (['cpu', 'bandwidth'] as const).flatMap((limitation) => {
    const seconds = samples.filter(({ sending }) => sending.video.limitation === limitation);
    const look: Bar['look'] = limitation === 'cpu' ? 'bad' : 'fair';
    return joined(
      seconds.map(({ at }) => ({ from: at - SECOND_MILLIS, to: at })),
      SECOND_MILLIS,
    ).map((it) => ({ ...it, look, words: words.by[limitation] }));
  });
  const { path, microphone, camera, link } = words.lanes;
  return [
    lane(path, who, 'path', PATH_LOOKS),
    lane(microphone(name), who, 'microphone', device),
    lane(camera(name), who, 'camera', device),
    lane(microphone(words.you), ME, 'microphone', device),
    lane(camera(words.you), ME, 'camera', device),
    lane(link, ME, 'link', { connected: 'good', lost: 'bad', 'restarting-server': 'fair', gone: 'bad' }),
    ...(limited.length === 0 ? [] : [{ label: words.lanes.limited, bars: limited }]),
  ];
}
