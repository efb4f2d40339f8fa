import type { Cause } from './causes';
import { type Fact, ME } from './record';
import type { Span } from './spans';
import type { What } from './troubles';

/** Every word of a saved call record. */
export const words = {
  title: (day: string) => `Call record ${day}`,
  heading: 'Call record',
  noticedBy: (name: string) => `As noticed by the browser of ${name}`,
  noticedByBoth: (name: string, others: readonly string[]) =>
    `As noticed by the browsers of ${list([name, ...others])}`,
  badHeading: 'When it was bad, and why',
  good: 'Nothing went wrong that the browser noticed.',
  badFor: (bad: string, all: string) => `Bad for ${bad} of ${all}.`,
  aloneHint: (names: readonly string[]) =>
    `Only one side was looked at. Whose network it was is known better with the record of ${list(names)}.`,
  together: (names: string) => `with ${names}`,
  with: (name: string) => `With ${name}`,
  you: 'You',
  from: (name: string) => `from ${name}`,
  to: (name: string) => `to ${name}`,
  measuredBy: (name: string) => `, measured by ${name}`,
  plots: {
    rate: { title: 'Picture and sound', unit: 'kbit/s' },
    loss: { title: 'Lost packets', unit: '%' },
    delay: { title: 'Round trip and jitter', unit: 'ms' },
    frames: { title: 'Pictures per second', unit: '' },
    height: { title: 'Height of the picture', unit: 'pixels' },
  },
  roundTrip: 'round trip',
  jitter: (name: string) => `jitter of what came from ${name}`,
  frozen: 'frozen',
  lanes: {
    path: 'Connection',
    microphone: (name: string) => `${name}: microphone`,
    camera: (name: string) => `${name}: camera`,
    link: 'Your link to the server',
    limited: 'Your picture limited',
  },
  by: { cpu: 'by your computer', bandwidth: 'by the network' },
  events: 'Everything that happened',
  dataHint:
    'No picture, no sound, no chat and no addresses are in this file. The numbers behind the plots are at its end, as JSON, for programs.',
  bad: 'bad',
};

const things: Record<What, string> = {
  media: 'picture and sound',
  picture: 'picture',
  sound: 'sound',
  resolution: 'a small picture',
};

/** One bad span, without its times: "picture and sound from Ben: Ben's network lost 6 % of the packets". */
export function spanText({ what, direction, name, cause, loss }: Span): string {
  if (what.includes('server')) return 'the server could not be reached; picture and sound went on';
  const nothing = what.includes('media');
  const thing = nothing ? 'nothing came through' : list(what.flatMap((it) => (it === 'server' ? [] : [things[it]])));
  const way = { 'from them': `from ${name}`, 'to them': `to ${name}`, both: `from and to ${name}` }[direction];
  return `${thing} ${way}: ${why(cause, name, nothing, what.includes('sound') ? 'microphone' : 'camera', loss)}`;
}

const NAMED_LOSS = 0.01;

function why(cause: Cause, name: string, nothing: boolean, device: string, loss: number | undefined): string {
  const whose = cause.startsWith('your') ? 'your' : `${name}’s`;
  switch (cause) {
    case 'your network':
    case 'their network':
      return `${whose} network ${lost(nothing, loss)}`;
    case 'path':
      return `the path between you and ${name} ${lost(nothing, loss)}`;
    case 'your computer':
    case 'their computer':
      return `${whose} computer was too busy`;
    case 'your page':
    case 'their page':
      return `${whose} page was in the background`;
    case 'your device':
    case 'their device':
      return `${whose} ${device} was gone`;
    case 'server':
      return 'the server, through which it went, could not be reached';
  }
}

function lost(nothing: boolean, loss: number | undefined): string {
  if (nothing) return 'was cut off';
  if (loss === undefined || loss < NAMED_LOSS) return 'was too slow or unsteady';
  return `lost ${percent(loss)} of the packets`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** What began to hold, in words. */
export function factText({ who, what, is }: Fact, nameOf: (who: string) => string): string {
  const mine = who === ME;
  const whose = mine ? 'Your' : `${nameOf(who)}’s`;
  switch (what) {
    case 'link':
      return is === 'connected' ? 'The server is reached' : 'The server cannot be reached';
    case 'server':
      if (is === 'gone') return `${nameOf(who)} is gone from the server`;
      return is === 'connected' ? `The server hears ${nameOf(who)}` : `The server no longer hears ${nameOf(who)}`;
    case 'path':
      return `Connection to ${nameOf(who)}: ${pathWords[is] ?? is}`;
    case 'microphone':
    case 'camera':
      return `${whose} ${what} is ${is === 'lost' ? 'gone' : is}`;
    case 'screen':
      return `${whose} screen is ${is === 'on' ? 'shared' : 'not shared'}`;
    case 'page':
      return (
        { hidden: 'The page is in the background', visible: 'The page is looked at' }[is as string] ??
        'The page was loaded again'
      );
    case 'network':
      return is === 'changed' ? `${whose} network may have changed` : `${whose} network is measured to be ${is}`;
  }
}

export const pathWords: Partial<Record<Fact['is'], string>> = {
  held: 'waiting',
  connecting: 'connecting',
  connected: 'connected',
  direct: 'direct',
  relayed: 'through the relay',
  shaky: 'shaky',
  restarting: 'reconnecting',
  failed: 'failed',
  gone: 'ended',
};

const lists = new Intl.ListFormat('en');

export function list(names: readonly string[]): string {
  return lists.format(names);
}

/** 42 s, 12 min, 1 h 5 min. */
export function lengthText(millis: number): string {
  const seconds = Math.max(1, Math.round(millis / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
