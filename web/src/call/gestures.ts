import type { ParticipantId } from '../protocol/messages';
import type { CallEffect, CallEvent } from './events';
import { type InCall, withStage } from './inCall';
import type { CallState, Millis } from './state';
import type { Step } from './step';
import { addToast } from './toasts';

export const EMOJIS = ['👍', '❤️', '👏', '😂', '😮', '🎉'] as const;
export type Emoji = (typeof EMOJIS)[number];

const REACTION_MILLIS = 4000;
/** Of one person at a time; what comes beyond is not shown (rule S71). */
const REACTIONS_MAX = 5;
/** An older hand was raised before this browser could see it, and is not announced. */
const NEWS_MILLIS = 5000;

/** The place of a participant, or this browser. */
export type Who = ParticipantId | 'me';

export interface Reaction {
  id: number;
  from: Who;
  emoji: Emoji;
  until: Millis;
}

export interface Gestures {
  /** Since when each is up; of people who left, too, until another is raised. */
  hands: ReadonlyMap<Who, Millis>;
  reactions: readonly Reaction[];
  nextReactionId: number;
}

export const NO_GESTURES: Gestures = { hands: new Map(), reactions: [], nextReactionId: 1 };

type GestureEvent = Extract<
  CallEvent,
  { type: 'hand-pressed' | 'hand-told' | 'reaction-pressed' | 'reaction-received' }
>;

export function stepGestures(state: CallState, stage: InCall, event: GestureEvent, now: Millis): Step {
  switch (event.type) {
    case 'hand-pressed': {
      const raised = !stage.gestures.hands.has('me');
      return {
        state: withStage(state, withHand(stage, 'me', raised ? now : undefined)),
        effects: [{ do: 'tell-hand', raised, age: 0 }],
      };
    }
    case 'hand-told':
      return handTold(state, stage, event, now);
    case 'reaction-pressed':
      if (!mayReact(stage, 'me')) return { state, effects: [] };
      return {
        state: withStage(state, withReaction(stage, 'me', event.emoji, now)),
        effects: [{ do: 'send-reaction', emoji: event.emoji }],
      };
    case 'reaction-received': {
      const place = placeOf(stage, event.from);
      if (place === undefined || !mayReact(stage, place)) return { state, effects: [] };
      return { state: withStage(state, withReaction(stage, place, event.emoji, now)), effects: [] };
    }
  }
}

/** Those whose hands are up, who raised it first is first (rule S73). */
export function raisedHands({ gestures, remotes }: InCall): readonly Who[] {
  return [...gestures.hands]
    .filter(([who]) => who === 'me' || remotes.some(({ place }) => place === who))
    .sort(([, since], [, other]) => since - other)
    .map(([who]) => who);
}

/** Over a new channel a hand is down until it is said to be up: a page that was loaded again forgot it (rule S72). */
export function withoutHand(stage: InCall, id: ParticipantId): InCall {
  const place = placeOf(stage, id);
  return place !== undefined && stage.gestures.hands.has(place) ? withHand(stage, place, undefined) : stage;
}

export function tellHand({ gestures }: InCall, to: ParticipantId, now: Millis): readonly CallEffect[] {
  const since = gestures.hands.get('me');
  return since === undefined ? [] : [{ do: 'tell-hand', to, raised: true, age: now - since }];
}

export function gestureDeadline({ gestures }: InCall): Millis {
  return Math.min(Number.POSITIVE_INFINITY, ...gestures.reactions.map(({ until }) => until));
}

export function dropReactions(stage: InCall, now: Millis): InCall {
  if (now < gestureDeadline(stage)) return stage;
  const { gestures } = stage;
  return { ...stage, gestures: { ...gestures, reactions: gestures.reactions.filter(({ until }) => until > now) } };
}

function handTold(
  state: CallState,
  stage: InCall,
  { from, raised, age }: Extract<GestureEvent, { type: 'hand-told' }>,
  now: Millis,
): Step {
  const remote = stage.remotes.find(({ participant }) => participant.id === from);
  if (remote === undefined || raised === stage.gestures.hands.has(remote.place)) return { state, effects: [] };
  const next = withStage(state, withHand(stage, remote.place, raised ? now - age : undefined));
  const news = raised && age < NEWS_MILLIS;
  return { state: news ? addToast(next, { kind: 'hand', name: remote.participant.name }, now) : next, effects: [] };
}

function withHand(stage: InCall, who: Who, since: Millis | undefined): InCall {
  const { gestures } = stage;
  const others = raisedHands(stage).filter((raised) => raised !== who);
  const hands = new Map(others.map((raised) => [raised, gestures.hands.get(raised) ?? 0]));
  if (since !== undefined) hands.set(who, since);
  return { ...stage, gestures: { ...gestures, hands } };
}

function mayReact({ gestures }: InCall, who: Who): boolean {
  return gestures.reactions.filter(({ from }) => from === who).length < REACTIONS_MAX;
}

function withReaction(stage: InCall, from: Who, emoji: Emoji, now: Millis): InCall {
  const { gestures } = stage;
  const reaction = { id: gestures.nextReactionId, from, emoji, until: now + REACTION_MILLIS };
  return {
    ...stage,
    gestures: {
      ...gestures,
      reactions: [...gestures.reactions, reaction],
      nextReactionId: gestures.nextReactionId + 1,
    },
  };
}

function placeOf({ remotes }: InCall, id: ParticipantId): ParticipantId | undefined {
  return remotes.find(({ participant }) => participant.id === id)?.place;
}
