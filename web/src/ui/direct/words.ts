import type { Problem } from '../../app/direct/directCall';

/** The words of calls without a server; not needed, and not loaded, for any other. */
export const words = {
  title: 'Call without a server · Tincan',
  call: 'Call without a server',
  program: 'Another program',
  invitedHeading: 'Someone wants to talk to you',
  explain:
    'You give a code to the other person and they give you one back. That is all it takes on one network, even with no way to the internet.',
  invitedExplain: 'Answering makes a code for you to give back to them.',
  start: 'Start a call',
  answer: 'I have a code',
  accept: 'Answer',
  back: 'Back',
  making: 'Looking for the ways to reach this device…',
  offering: {
    title: 'Your code · Tincan',
    heading: 'Give this code to the other person',
    hint: 'Let them scan it, or send it by any messenger. They open this page and choose “I have a code”.',
    linkHint: 'Let them scan it, or send the link by any messenger. A phone’s camera opens it.',
    next: 'Then enter the code they give back',
    connect: 'Connect',
  },
  connecting: 'Connecting…',
  entering: {
    title: 'Enter the code · Tincan',
    heading: 'Enter the code you were given',
    hint: 'Paste it, or scan the picture of it. A link with a code in it will do, too.',
    go: 'Continue',
  },
  answering: {
    title: 'Your answer · Tincan',
    heading: 'Give this code back',
    hint: 'The person who gave you theirs scans or pastes it. The call begins by itself.',
    programHint: 'Give it to the other program as its remote description. The call begins by itself.',
    waiting: 'Waiting for them to enter it…',
  },
  linked: 'Connected. The call begins…',
  code: {
    field: 'Your code',
    qr: 'QR code of your code',
    copy: 'Copy code',
    copyLink: 'Copy link',
    copyJson: 'Copy JSON',
    copied: 'Copied',
    share: 'Share…',
    showJson: 'Show as JSON for another program',
    showCode: 'Show the code',
  },
  input: {
    field: 'Code from the other person',
    placeholder: 'Paste the code here',
    scan: 'Scan',
    picture: 'Choose a picture',
    noQr: 'There is no QR code to be read in this picture',
    noQrWhy: 'Try one that shows the whole code, sharp and not too small.',
  },
  scanner: {
    heading: 'Hold the code in front of the camera',
    view: 'Camera picture',
    opening: 'Opening the camera…',
    failed: 'The camera could not be opened. You can choose a picture of the code, or paste it as text.',
    close: 'Stop scanning',
  },
  failed: {
    title: 'No connection · Tincan',
    heading: 'No connection came about',
    why: 'Both of you need to be on the same network, and it must let devices talk to each other; some guest networks do not. Codes are for one call: the next attempt takes new ones.',
    again: 'Try again',
  },
  ended: {
    left: 'You left the call',
    over: 'The other side left the call',
    lost: 'The connection is lost',
    why: (duration: string) => `You were in it for ${duration}. Another call takes new codes.`,
    again: 'Call again',
    home: 'Back to start',
  },
};

export function problemText(problem: Problem): { heading: string; why: string } {
  switch (problem) {
    case 'nothing':
      return { heading: 'There is nothing in the field', why: 'Paste the code that the other person gave you.' };
    case 'no-code':
      return {
        heading: 'This is not a code of a call',
        why: 'A code is a long row of capital letters and digits, or a link with “/direct#” in it.',
      };
    case 'damaged':
      return {
        heading: 'A part of this code is missing or wrong',
        why: 'Copy it once more, from its first to its last letter.',
      };
    case 'version':
      return {
        heading: 'This code is of another version of Tincan',
        why: 'Load the page again on both sides while the server can be reached, then start anew.',
      };
    case 'call-link':
      return {
        heading: 'This is a link to a call with a server',
        why: 'Open it like any other link, without entering it here.',
      };
    case 'no-addresses':
      return {
        heading: 'This description has no addresses in it',
        why: 'The other program has to wait until it gathered its candidates, and then give its localDescription.',
      };
    case 'own-code':
      return {
        heading: 'This is your own code',
        why: 'The other person enters it on their side; here goes the one they give back.',
      };
    case 'answer-expected':
      return {
        heading: 'This code starts another call',
        why: 'You both started one. One of you goes back and chooses “I have a code”.',
      };
    case 'offer-expected':
      return {
        heading: 'This code is an answer',
        why: 'It belongs into the page where the call was started. If that was here, start anew.',
      };
    case 'refused':
      return {
        heading: 'The browser does not understand this description',
        why: 'It may have been changed on its way.',
      };
  }
}
