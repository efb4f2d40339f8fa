import type { Weekday } from '../../schedule/recurrence';

export const words = {
  title: 'Schedule a call · Tincan',
  heading: 'Schedule a call',
  name: 'Title',
  namePlaceholder: 'What is it about?',
  date: 'Date',
  time: 'Time',
  zone: 'Time zone',
  length: 'Length',
  lobby: 'Lobby: I let each guest in',
  passphrase: 'Passphrase',
  passphraseHint: 'Guests need it beside the link. Leave it empty for none.',
  passphraseKept: 'As it was. Type another to change it.',
  dropPassphrase: 'No passphrase any more',
  repeats: 'Repeats',
  never: 'Does not repeat',
  daily: 'Every day',
  weekly: 'Every week',
  monthly: 'Every month, on this day',
  days: 'On',
  ends: 'Ends',
  endsNever: 'Never',
  endsCount: 'After some times',
  endsUntil: 'On a date',
  count: 'Times',
  until: 'Last day',
  save: 'Schedule call',
  saving: 'Scheduling…',
  change: 'Change',
  saveChange: 'Save changes',
  savingChange: 'Saving…',
  back: 'Back to start',
  keep: 'Keep it as it is',
  start: 'Start call',
  startShort: 'Start',
  guestLink: 'Link for your guests',
  hostLink: 'Your link as the host',
  hostHint: 'Keep this one: whoever opens it is host. This browser knows it already.',
  copy: 'Copy',
  copied: 'Copied',
  share: 'Share…',
  calendar: 'Calendar file (.ics)',
  calendarHint: 'For your calendar, and for that of your guests.',
  cancel: 'Cancel call',
  cancelAsk: 'Cancel it for everyone? The links stop working.',
  cancelYes: 'Yes, cancel it',
  canceling: 'Canceling…',
  remove: 'Remove from this list',
  upcoming: 'Upcoming calls',
  untitled: 'Call',
  canceled: 'Canceled',
  over: 'Over',
  unknown: 'This browser does not know this call',
  unknownWhy: 'Only the browser in which a call was scheduled can change it. The link to the call works everywhere.',
  past: 'This time is over. Choose one that is still to come.',
  notATime: 'Choose a date and a time.',
  noDay: 'The last day is before the first one.',
  twice: (time: string) => `The clocks show ${time} twice that night. The call is at the first of them.`,
  skipped: (time: string, real: string) => `The clocks skip ${time} that night. The call will be at ${real}.`,
  invite: 'Invite by mail',
  addresses: 'Mail addresses',
  addressesHint: 'With commas or lines between them.',
  message: 'A few words of yours',
  send: 'Send invitations',
  sending: 'Handing over…',
  states: { waiting: 'on its way', sent: 'sent', failed: 'not sent' },
  minutes: (count: number) => {
    if (count < 60) return `${count} minutes`;
    const hours = count / 60;
    return hours === 1 ? '1 hour' : `${hours} hours`;
  },
};

export const DAY_NAMES: Record<Weekday, string> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};

/** Words for what the server refuses; others are told by the server. */
export function planRefusal(code: string, why: string | undefined): string {
  switch (code) {
    case 'call.ended':
      return 'This call is over or was canceled already.';
    case 'call.not_found':
      return 'The server does not know this call any more.';
    case 'revision.stale':
      return 'Somebody else changed this call meanwhile. Save again to make yours hold.';
    case 'server.unavailable':
    case 'session.lost':
      return 'The server cannot be reached right now. What you typed is still here; try again.';
    case 'rate_limited':
    case 'call.rate_limited':
      return 'Too much at once. Wait a minute, then try again.';
    default:
      return why ?? `The server said: ${code}`;
  }
}

export function whenText(at: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  });
  return format.format(at);
}
