import type { Mark } from '../quality/mark';
import type { Access } from '../quality/view';

/** What belongs to the words of strings.ts, but is loaded with the numbers it is about. */
export const words = {
  heading: 'Connections',
  hint: 'What your browser measures, over the last two minutes.',
  of: (name: string, text: string) => `Connection with ${name}: ${text}`,
  note: (name: string, text: string) => `The connection with ${name} is not good. ${text}.`,
  good: 'Good',
  weak: 'Weak',
  networks: { yours: 'your network', theirs: 'their network', both: 'your network and theirs' },
  relayed: 'over relay',
  ways: {
    fromThem: (name: string) => `What comes from ${name} does not arrive well.`,
    toThem: (name: string) => `What you send does not arrive well at ${name}.`,
    both: (name: string) => `It is so both ways, from ${name} and to ${name}.`,
  },
  paths: { direct: 'Direct', relayed: 'Through the relay', unknown: 'On the way' },
  over: (protocol: string) => `over ${protocol.toUpperCase()}`,
  access: {
    heading: 'Your own network',
    unmeasured: 'Not measured yet. It takes the relay of the server.',
    roundTrip: (millis: string) => `${millis} to the server and back`,
    lost: (percent: string) => `${percent} lost`,
    ago: (seconds: number) => `measured ${seconds} s ago`,
  },
  from: (name: string) => `From ${name}`,
  to: (name: string) => `To ${name}`,
  roundTrip: 'Round trip',
  rate: 'Data',
  loss: 'Lost',
  jitter: 'Jitter',
  pictures: 'Pictures',
  perSecond: (pictures: number) => `${pictures} per s`,
  size: 'Size',
  noPictures: 'No pictures',
  codecs: 'Packed as',
  limitation: 'Limited by',
  limitations: {
    none: 'Nothing',
    cpu: 'This device is busy',
    bandwidth: 'Too little room on the network',
    other: 'Another reason',
  },
  unknown: 'Not known',
  range: (lowest: string, highest: string) => `${lowest} to ${highest} in the last two minutes`,
  copy: 'Copy for a bug report',
  copied: 'Copied',
  private: 'Numbers only: no names and no addresses.',
  nobody: 'There are numbers as soon as someone is here.',
};

/** Good; Good, over relay; Weak: their network. */
export function markText({ weak, yourNetwork, theirNetwork, relayed }: Mark): string {
  const state = weak ? [words.weak, weakNetwork(yourNetwork, theirNetwork)].filter(Boolean).join(': ') : words.good;
  return relayed ? `${state}, ${words.relayed}` : state;
}

function weakNetwork(yours: boolean, theirs: boolean): string {
  if (yours && theirs) return words.networks.both;
  if (yours) return words.networks.yours;
  return theirs ? words.networks.theirs : '';
}

export function weakWays({ fromThem, toThem }: Mark, name: string): string {
  if (fromThem && toThem) return words.ways.both(name);
  return fromThem ? words.ways.fromThem(name) : words.ways.toThem(name);
}

/** Good. 24 ms to the server and back, 0 % lost, measured 12 s ago. */
export function accessText({ state, measured }: Access, now: number): string {
  if (measured === undefined) return words.access.unmeasured;
  const { loss, roundTripMillis, at } = measured;
  const numbers = [
    ...(roundTripMillis === undefined ? [] : [words.access.roundTrip(millisText(roundTripMillis))]),
    words.access.lost(percentText(loss)),
    words.access.ago(Math.max(0, Math.round((now - at) / 1000))),
  ];
  return `${state === 'weak' ? words.weak : words.good}. ${numbers.join(', ')}.`;
}

/** 1280 × 720. */
export function sizeOfPictures({ width, height }: { width: number; height: number }): string {
  return width === 0 ? words.noPictures : `${width} × ${height}`;
}

/** 1.2 Mbit/s, 64 kbit/s. */
export function rateText(bitsPerSecond: number): string {
  if (bitsPerSecond >= 999_500) return `${(bitsPerSecond / 1_000_000).toFixed(1)} Mbit/s`;
  return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

/** 24 ms. */
export function millisText(millis: number): string {
  return `${Math.round(millis)} ms`;
}

/** 0 %, 2.5 %, 40 %. */
export function percentText(share: number): string {
  const percent = 100 * share;
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}
