import { millisOf } from '../app/instant';
import type { FileLine } from '../call/files';
import type { Emoji } from '../call/gestures';
import type { MediaKind } from '../call/hosts';
import type { DeviceFailure, DeviceKind, EndReason, PeerState, ToastContent } from '../call/state';

/** Every word people read, in one place. */
export const strings = {
  product: 'Tincan',
  home: {
    title: 'Tincan: talk to someone',
    headline: 'Two cans, one string.',
    explain: 'Start a call, send the link, and talk. Browser to browser, encrypted, nothing to install.',
    newCall: 'New call',
    creating: 'Opening a call…',
    schedule: 'Schedule',
    or: 'or join one',
    field: 'Call name or code',
    placeholder: 'Name, code or link',
    join: 'Join',
    sameName: 'Two people who type the same name meet.',
    recent: 'Recent calls',
    forget: 'Forget these',
    direct: 'Call without a server',
    unreachable: 'The server cannot be reached right now. People on your network still can.',
  },
  lobby: {
    title: (call: string) => `Join ${call} · Tincan`,
    heading: 'Ready to join?',
    link: 'Call',
    name: 'Your name',
    passphrase: 'Passphrase',
    passphraseWrong: 'That is not the passphrase of this call.',
    viewing: 'You look on: nobody sees or hears you.',
    namePlaceholder: 'How others see you',
    join: 'Join call',
    joining: 'Joining…',
    requested: 'Request sent. Waiting for someone to let you in.',
    cancel: 'Cancel request',
    nobody: 'Nobody is here yet. You will be the first.',
    somebody: 'Somebody is here already.',
    letIn: 'A host lets each guest into this call.',
    looking: 'Looking who is here…',
    full: 'This call is full right now. You can try as soon as someone leaves.',
    ask: 'Turn on camera and microphone',
    askHint: 'So the others can see and hear you. You can also join without.',
    asking: 'Your browser is asking for permission…',
    cameraOff: 'Your camera is off',
    microphone: 'Microphone',
    camera: 'Camera',
    level: 'Microphone level',
    preview: 'Your camera',
  },
  controls: {
    group: 'Call controls',
    mute: 'Mute microphone',
    unmute: 'Unmute microphone',
    cameraOff: 'Turn camera off',
    cameraOn: 'Turn camera on',
    chat: 'Chat',
    chatUnread: (count: number) => `${count} unread`,
    invite: 'Invite',
    devices: 'Devices',
    leave: 'Leave',
    end: 'End call for everyone',
  },
  call: {
    title: (call: string, others: number) =>
      others === 0 ? `Waiting in ${call} · Tincan` : `In call with ${others} · Tincan`,
    you: 'You',
    duration: 'Time in this call',
    participants: 'People in this call',
    video: (name: string) => `Video of ${name}`,
    muted: (name: string) => `${name} is muted`,
    cameraOff: (name: string) => `${name} turned the camera off`,
    reconnecting: (name: string) => `${name} is reconnecting to the server`,
    first: 'You are the first here',
    firstHint: 'Send this link to the person you want to talk to.',
    linkLost: 'Reconnecting to the server. Your call goes on.',
    restarting: 'Server restarting, the call goes on.',
    linkLostAlone: 'Reconnecting to the server…',
  },
  host: {
    lock: 'Lock call',
    unlock: 'Unlock call',
    locked: 'Locked',
    lockedHint: 'Nobody else can join',
    giveUp: 'Stop being a host',
    stop: (what: MediaKind, name: string) =>
      ({ audio: `Mute ${name}`, video: `Turn off camera of ${name}`, share: `Stop screen of ${name}` })[what],
    make: 'Make host',
    unmake: 'Take back host role',
    remove: 'Remove from call',
    block: 'Remove and block',
    question: (name: string, block: boolean) => (block ? `Remove and block ${name}?` : `Remove ${name} from the call?`),
    removeHint: 'They can come back only when a host lets them in.',
    blockHint:
      'They cannot come back under this name from their network. Others from there, and they under another name, have to be let in by a host.',
    cancel: 'Cancel',
    waiting: 'Waiting to join',
    knocks: (names: readonly string[]) => `${list(names)} ${names.length === 1 ? 'is' : 'are'} waiting to be let in`,
    admit: (name: string) => `Let in ${name}`,
    deny: (name: string) => `Turn away ${name}`,
    admitShort: 'Let in',
    denyShort: 'Turn away',
    admitAll: 'Let all in',
    sound: 'Play a sound when someone asks',
  },
  tile: {
    options: (name: string) => `Options for ${name}`,
    pin: (name: string) => `Show ${name} large`,
    unpin: (name: string) => `No longer keep ${name} large`,
    volume: (name: string) => `Volume of ${name}`,
    mute: 'Mute for me',
    unmute: 'Unmute for me',
    silenced: (name: string) => `${name} is muted for you`,
    move: 'Move my picture',
    hideOwn: 'Hide my picture',
  },
  gestures: {
    react: 'React',
    raise: 'Raise hand',
    lower: 'Lower hand',
    raised: (name: string, number: number) => `${name}: hand raised, number ${number}`,
    reacted: (name: string, emoji: Emoji) => `${name}: ${strings.gestures.emojis[emoji]}`,
    emojis: {
      '👍': 'Thumbs up',
      '❤️': 'Heart',
      '👏': 'Applause',
      '😂': 'Laughing',
      '😮': 'Surprised',
      '🎉': 'Celebrating',
    } satisfies Record<Emoji, string> as Record<Emoji, string>,
  },
  more: {
    more: 'More',
    layout: 'Layout',
    tiles: 'Tiles',
    speaker: 'Speaker',
    showOwn: 'Show my picture',
    pictureInPicture: 'Picture in picture',
  },
  share: {
    start: 'Share screen',
    stop: 'Stop sharing',
    stopShort: 'Stop',
    own: 'You are sharing your screen',
    failed: 'The screen could not be shared',
    of: (name: string) => `Screen of ${name}`,
    fullScreen: 'Full screen',
    leaveFullScreen: 'Leave full screen',
    actualSize: 'Actual size',
    fit: 'Fit to window',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    content: 'What the screen shows',
    detail: 'Sharp text',
    motion: 'Smooth motion',
  },
  invite: {
    heading: 'Invite someone',
    hint: 'Whoever opens this link can join the call.',
    viewLink: 'Link for someone who only looks on',
    link: 'Link to this call',
    copy: 'Copy link',
    copied: 'Copied',
    share: 'Share…',
    qr: 'QR code of the link',
    qrHint: 'Scan with a phone',
  },
  devices: {
    heading: 'Devices',
    hint: 'Changes hold at once, and for the calls to come.',
    speaker: 'Speaker',
    muted: 'Your microphone is muted.',
    shortcuts: 'Press ? in the call for the keyboard shortcuts.',
  },
  shortcuts: {
    heading: 'Keyboard shortcuts',
    keys: [
      { keys: 'M', does: 'Microphone on or off' },
      { keys: 'Space', does: 'Talk while muted, for as long as it is held' },
      { keys: 'V', does: 'Camera on or off' },
      { keys: 'C', does: 'Chat' },
      { keys: 'S', does: 'Connections, in numbers' },
      { keys: 'H', does: 'Raise or lower your hand' },
      { keys: 'D', does: 'Share your screen, or stop it' },
      { keys: '1 – 9', does: 'Show that person or screen large, or no longer' },
      { keys: '0', does: 'Nobody kept large' },
      { keys: 'F', does: 'Full screen' },
      { keys: '?', does: 'This list' },
    ],
  },
  chat: {
    heading: 'Chat',
    field: 'Message',
    placeholder: 'Write a message',
    send: 'Send message',
    close: 'Close chat',
    empty: 'Messages go straight to the people here and are kept nowhere.',
    nobody: 'Chat opens as soon as someone is here.',
    full: 'Too many messages wait for the connection to come back.',
    waiting: (names: readonly string[], others: number) =>
      names.length === others ? 'Not delivered yet' : `Not delivered to ${list(names)} yet`,
    me: 'You',
    told: (name: string) => `told by ${name}`,
  },
  files: {
    attach: 'Attach file',
    drop: 'Drop files here to offer them to everyone in this call',
    save: 'Save',
    pause: 'Pause',
    resume: 'Resume',
    cancel: 'Cancel',
    download: 'Download again',
    progress: (name: string) => `Progress of ${name}`,
    from: (name: string) => `From ${name}`,
    to: (name: string) => `To ${name}`,
  },
  record: {
    heading: 'Call record',
    save: 'Save call record',
  },
  ended: {
    title: 'Call ended · Tincan',
    heading: {
      left: 'You left the call',
      host: 'The call was ended',
      empty: 'The call is over',
      expired: 'The call is over',
      max_length: 'The time is up',
      canceled: 'The call was called off',
    } satisfies Record<EndReason, string>,
    why: {
      left: 'It stays open for a while; you can go back in.',
      host: 'The host ended it for everyone.',
      empty: 'Everyone had left.',
      max_length: 'The call has lasted as long as it may.',
      canceled: 'Whoever planned it called it off.',
      expired: 'It had been open for too long, or the server was set up anew.',
    } satisfies Record<EndReason, string>,
    duration: (text: string) => `You were in it for ${text}.`,
    rejoin: 'Rejoin',
    newCall: 'New call',
    home: 'Back to start',
  },
  early: {
    heading: 'This call begins later',
    begins: 'It begins on',
    left: 'Time until the call begins',
    soon: 'Any moment now',
    goesOn: 'This page goes on by itself when the call opens.',
    calendar: 'Add to calendar',
  },
  link: {
    unreachable: 'The server cannot be reached',
    retryIn: (seconds: number) => (seconds > 2 ? `Trying again in ${seconds} s` : 'Trying again…'),
    retry: 'Try now',
    tooMany: 'Too many connections come from your network right now.',
    takenOver: 'This call is open in another tab',
    takenOverWhy: 'It goes on there. You can bring it back to this tab.',
    takeOver: 'Use this tab',
    version: 'This page is older than the server',
    versionWhy: 'The server was updated. Loading the page again brings both together.',
    reload: 'Load again',
  },
  returning: {
    title: (call: string) => `Back to ${call} · Tincan`,
    heading: 'Coming back to the call…',
    leave: 'Leave',
  },
  unsupported: {
    title: 'Browser not supported · Tincan',
    heading: 'This browser cannot make calls',
    why: 'It lacks WebRTC. A current Firefox, Chrome, Edge or Safari has it.',
    action: 'Back to start',
  },
  crashed: {
    title: 'Something went wrong · Tincan',
    heading: 'Something went wrong',
    why: 'That is a mistake of this page. Loading it again brings you back to your call.',
    action: 'Load again',
  },
  nowhere: {
    title: 'Nothing here · Tincan',
    heading: 'There is nothing at this address',
    why: 'The link may have been cut off when it was copied.',
    action: 'Back to start',
  },
  close: 'Close',
  dismiss: 'Dismiss',
};

interface Failure {
  heading: string;
  why: string;
  action: string;
}

export function deviceFailure(failure: DeviceFailure, kind: DeviceKind | 'both'): Failure {
  const what = { audio: 'microphone', video: 'camera', both: 'camera and microphone' }[kind];
  const What = what[0]?.toUpperCase() + what.slice(1);
  const are = kind === 'both' ? 'are' : 'is';
  switch (failure) {
    case 'denied':
      return {
        heading: `${What} ${are} blocked for this site`,
        why: 'Press the icon left of the address, allow them, and try again. You can join without, too.',
        action: 'Try again',
      };
    case 'missing':
      return {
        heading: kind === 'both' ? 'No camera or microphone found' : `No ${what} found`,
        why: kind === 'video' ? 'The others will hear you.' : 'Plug one in, or join to see and hear the others.',
        action: 'Look again',
      };
    case 'busy':
      return {
        heading: `Another program uses your ${what}`,
        why: 'Close the other program, or choose another device.',
        action: 'Try again',
      };
    case 'insecure':
      return {
        heading: 'This address is not secure',
        why: 'Browsers give camera and microphone only to pages opened with https:// or on localhost.',
        action: 'Open with https://',
      };
    case 'other':
      return { heading: `${What} could not be started`, why: 'The browser gave no reason.', action: 'Try again' };
  }
}

/** Words for the codes of the protocol; codes without words of their own get the last ones. */
export function refusal(code: string, details: Readonly<Record<string, string>> = {}): Failure {
  switch (code) {
    case 'call.not_found':
      return {
        heading: 'This call does not exist',
        why: 'The code may be mistyped, or the call is long over.',
        action: 'Back to start',
      };
    case 'call.ended':
      return { heading: 'This call has ended', why: endedWhy(details), action: 'Back to start' };
    case 'call.full':
      return { heading: 'This call is full', why: 'You can try again when someone has left.', action: 'Try again' };
    case 'call.name_invalid':
      return {
        heading: 'This name cannot be used',
        why: 'Letters, digits, dots and hyphens make a name, up to 64 of them.',
        action: 'Choose another',
      };
    case 'call.names_off':
      return {
        heading: 'Calls have links here',
        why: 'This server has no calls by a chosen name. Make a new call and send its link.',
        action: 'Back to start',
      };
    case 'call.invitation_needed':
      return {
        heading: 'You need an invitation',
        why: 'Only people with a link of their own can join this call. Ask whoever planned it for one.',
        action: 'Back to start',
      };
    case 'call.link_invalid':
      return details.expiredAt === undefined
        ? {
            heading: 'This link is no longer valid',
            why: 'It was revoked, or is not complete. Ask whoever sent it for a new one.',
            action: 'Try without it',
          }
        : {
            heading: 'This link has expired',
            why: `It was good until ${dateTime(millisOf(details.expiredAt))}. Ask whoever sent it for a new one.`,
            action: 'Try without it',
          };
    case 'call.not_host':
      return { heading: 'Only a host can do this', why: 'Ask a host of this call.', action: 'Dismiss' };
    case 'call.last_host':
      return { heading: 'A call needs a host', why: 'Make somebody else a host first.', action: 'Dismiss' };
    case 'participant.not_found':
      return { heading: 'They are no longer here', why: 'Nothing needs to be done.', action: 'Dismiss' };
    case 'call.denied':
      return { heading: 'You were not let in', why: 'A host turned your request down.', action: 'Ask again' };
    case 'call.knock_expired':
      return { heading: 'Nobody answered', why: 'You waited for ten minutes. You can ask again.', action: 'Ask again' };
    case 'call.lobby_full':
      return { heading: 'Too many people are waiting', why: 'Try again in a while.', action: 'Try again' };
    case 'call.locked':
      return {
        heading: 'This call is locked',
        why: 'Nobody else can join until a host unlocks it.',
        action: 'Try again',
      };
    case 'call.removed':
      return {
        heading: 'You were removed from the call',
        why: 'A host did that. To come back you have to be let in.',
        action: 'Ask to come back',
      };
    case 'call.blocked':
      return {
        heading: 'You cannot join this call',
        why: 'A host removed you from it for good.',
        action: 'Back to start',
      };
    case 'call.rate_limited':
      return { heading: 'Too many attempts at once', why: 'Wait a minute, then try again.', action: 'Try again' };
    case 'server.full':
    case 'server.unavailable':
      return { heading: 'The server is busy', why: 'It takes no more calls right now.', action: 'Try again' };
    case 'session.lost':
    case 'session.outbox_full':
      return { heading: 'The server did not answer', why: 'The connection was interrupted.', action: 'Try again' };
    default:
      return { heading: 'That did not work', why: `The server said: ${code}`, action: 'Try again' };
  }
}

function endedWhy({ reason, at }: Readonly<Record<string, string>>): string {
  const words: Readonly<Record<string, string>> = strings.ended.why;
  const why = (reason === undefined ? undefined : words[reason]) ?? 'It cannot be entered any more.';
  return at === undefined ? why : `${why} It ended on ${dateTime(millisOf(at))}.`;
}

/** A moment in the time zone and the manner of whoever looks. */
export function dateTime(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** Days, hours, minutes and seconds that are left; seconds only in the last hour. */
export function countdown(millis: number): string {
  const seconds = Math.ceil(millis / 1000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

export function peerStatus(peer: PeerState, name: string, now: number): string {
  switch (peer.at) {
    case 'held':
    case 'connecting':
      return 'Connecting…';
    case 'connected':
      if (peer.lossy) return 'Connection is shaky';
      if (peer.path === 'relayed') return 'Connected through the relay';
      return peer.path === 'direct' ? 'Connected directly' : 'Connected';
    case 'shaky':
      return 'Connection is shaky';
    case 'restarting':
      return `Reconnecting… (${Math.max(1, Math.round((now - peer.since) / 1000))} s)`;
    case 'failed':
      return `No connection to ${name}`;
  }
}

export const peerFailed = {
  why: 'Neither a direct path nor the relay worked. Another network, or turning off a VPN, may help.',
  action: 'Try again',
};

export function toastText(toast: ToastContent): string {
  switch (toast.kind) {
    case 'joined':
      return `${toast.name} joined`;
    case 'left':
      return `${toast.name} left`;
    case 'removed':
      return `${toast.name} was removed`;
    case 'stopped':
      return stoppedText(toast.what, toast.by ?? 'A host');
    case 'locked':
      return 'The call is locked now. Nobody else can join';
    case 'unlocked':
      return 'The call is open again';
    case 'host':
      return 'You are a host of this call now';
    case 'guest':
      return 'You are a guest of this call now';
    case 'viewer':
      return 'You look on from now: nobody sees or hears you';
    case 'hand':
      return `${toast.name} raised a hand`;
    case 'lost':
      return `${toast.name} lost the connection`;
    case 'device':
      return deviceFailure(toast.failure, toast.device).heading;
    case 'device-gone':
      return deviceGone(toast.device, toast.lost, toast.instead);
    case 'muted':
      return 'You are muted. Press M, or hold Space while you talk';
    case 'silent':
      return 'Nobody can hear you: your microphone gives no sound. Check its switch, or choose another under Devices';
    case 'device-back':
      return `${toast.label} is back and in use again`;
    case 'share-failed':
      return strings.share.failed;
    case 'refused': {
      const { heading, why } = refusal(toast.code);
      return `${heading}. ${why}`;
    }
  }
}

function stoppedText(what: MediaKind, by: string): string {
  switch (what) {
    case 'audio':
      return `${by} muted you. You can unmute yourself`;
    case 'video':
      return `${by} turned your camera off. You can turn it on again`;
    case 'share':
      return `${by} stopped your screen`;
  }
}

function deviceGone(device: DeviceKind, lost: string, instead: string | undefined): string {
  const [what, done] = device === 'audio' ? ['microphone', 'heard'] : ['camera', 'seen'];
  const gone = `${lost || `Your ${what}`} is gone`;
  return instead === undefined
    ? `${gone}, and no other ${what} was found`
    : `${gone}. You are ${done} through ${instead}`;
}

export function list(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export function fileStatus(file: FileLine): string {
  const { mine, person, doneBytes, sizeBytes } = file;
  switch (file.stage) {
    case 'offered':
      if (mine) return `Waiting for ${person} to save it`;
      return file.tooLarge ? 'Too large for this browser, which can keep 512 MB at most' : 'Not saved yet';
    case 'moving':
      return `${Math.floor((100 * doneBytes) / sizeBytes)} %`;
    case 'paused-here':
      return 'Paused';
    case 'paused-there':
      return `Paused by ${person}`;
    case 'waiting':
      return 'Goes on when the connection is back';
    case 'checking':
      return 'Checking…';
    case 'done':
      return mine ? `${person} has it` : 'Saved';
    case 'damaged':
      return 'Damaged on the way';
    case 'canceled-here':
      return 'Canceled';
    case 'canceled-there':
      return `Canceled by ${person}`;
    case 'no-room':
      return 'Not enough room on this device';
    case 'unreadable':
      return 'The file was changed or removed';
    case 'gone':
      return `${person} left before it was done`;
  }
}

/** 812 bytes, 14 kB, 3.2 MB. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** 3:07, or 1:02:09. */
export function clockText(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export function durationText(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  const hours = Math.floor(minutes / 60);
  if (millis < 60_000) return count(Math.max(1, Math.round(millis / 1000)), 'second');
  if (hours === 0) return count(minutes, 'minute');
  return minutes % 60 === 0 ? count(hours, 'hour') : `${count(hours, 'hour')} and ${count(minutes % 60, 'minute')}`;
}

function count(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}
