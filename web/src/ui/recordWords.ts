import type { Asked } from '../record/exchange';

/** What is said about giving and taking call records, which comes with its dialogs. */
export const words = {
  hint: 'When picture or sound was bad, and why, second by second. Nothing of what is seen, said or written is in it, and it stays in this browser.',
  bothSides: 'Both sides',
  bothSidesHint: 'With what the other browser noticed, the record tells better whose network it was.',
  ask: (name: string) => `Ask ${name} for their record`,
  asked: {
    asked: (name: string) => `Waiting for ${name} to answer…`,
    coming: () => 'On its way…',
    here: (name: string) => `The record of ${name} is part of yours now.`,
    declined: (name: string) => `${name} did not share it.`,
    broken: () => 'What came could not be read.',
  } satisfies Record<Asked, (name: string) => string>,
  question: (name: string) => `${name} asks for your call record`,
  questionHint:
    'It says how the connection between you two was, second by second, when you were muted or your camera was off, and when your page was in the background. No picture, sound, chat or addresses.',
  share: 'Share',
  decline: 'Don’t share',
};
