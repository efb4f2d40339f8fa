import type { Refusal } from './client';
import type { Call, Transport } from './model';
import type { CallPath } from './paths';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const stateWords: Readonly<Record<string, string>> = {
  scheduled: 'Scheduled',
  open: 'Nobody came yet',
  waiting: 'One waits',
  live: 'Live',
  lingering: 'Everybody left',
};

export const refusalWords: Readonly<Record<Refusal, string>> = {
  key: 'This key is not valid, or was revoked.',
  scope: 'This key is for other programs, not for looking after the server.',
  off: 'There is no administrator’s view here any more: the last admin key was revoked.',
  gone: 'That is not there any more.',
  busy: 'Too many requests came from here; this goes on in a minute.',
  unreachable: 'The server does not answer.',
  other: 'That did not work.',
};

export function titleOf({ title, idEnd }: Pick<Call, 'title' | 'idEnd'>): string {
  if (title !== undefined) return title;
  return idEnd === undefined ? 'Call by a chosen name' : 'Call without a title';
}

export function transportWords(transport: Transport): string {
  return transport.toUpperCase();
}

export function pathWords(path: CallPath): string {
  switch (path.kind) {
    case 'nobody-to-talk-to':
      return '';
    case 'measuring':
      return 'Measuring…';
    case 'not-relayed':
      return 'Not relayed';
    case 'relayed':
      return `Relayed over ${path.transports.map(transportWords).join(' and ')}, ${rateWords(path.bitsPerSecond)}`;
  }
}

/** 0 bit/s, 640 kbit/s, 1.2 Mbit/s. */
export function rateWords(bitsPerSecond: number): string {
  if (bitsPerSecond < 1000) return `${Math.round(bitsPerSecond)} bit/s`;
  const units = ['kbit/s', 'Mbit/s', 'Gbit/s'];
  let value = bitsPerSecond / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** 12 s, 5 min, 3 h, 2 days: one unit is enough to know where one is. */
export function spanWords(millis: number): string {
  if (millis < MINUTE) return `${Math.max(0, Math.floor(millis / SECOND))} s`;
  if (millis < HOUR) return `${Math.floor(millis / MINUTE)} min`;
  if (millis < 2 * DAY) return `${Math.floor(millis / HOUR)} h`;
  return `${Math.floor(millis / DAY)} days`;
}

export function agoWords(millis: number): string {
  return millis < 5 * SECOND ? 'just now' : `${spanWords(millis)} ago`;
}

export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
