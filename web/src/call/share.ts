import type { CallEffect, CallEvent } from './events';
import { type InCall, withStage } from './inCall';
import type { CallState, Millis } from './state';
import type { Step } from './step';
import { addToast } from './toasts';

type ShareEvent = Extract<
  CallEvent,
  { type: 'share-pressed' | 'share-content-chosen' | 'share-opened' | 'share-ended' | 'peer-share' }
>;

/** Screens: the own one, and those of the others. */
export function stepShare(state: CallState, stage: InCall, event: ShareEvent, now: Millis): Step {
  const own = (share: InCall['share'], ...effects: CallEffect[]): Step => ({
    state: withStage(state, { ...stage, share }),
    effects,
  });
  switch (event.type) {
    case 'share-pressed':
      if (stage.share === 'asking') return { state, effects: [] };
      return stage.share === 'off'
        ? own('asking', { do: 'open-share', content: stage.shareContent })
        : own('off', { do: 'close-share' });
    case 'share-content-chosen':
      return {
        state: withStage(state, { ...stage, shareContent: event.content }),
        effects: stage.share === 'on' ? [{ do: 'set-share-content', content: event.content }] : [],
      };
    case 'share-opened': {
      if (event.outcome === 'shared' && stage.shareStopped) {
        // The others show it again only when they know that it was begun anew.
        const on = withStage(state, { ...stage, share: 'on', shareStopped: false });
        return {
          state: on,
          effects: [
            { do: 'send', message: { type: 'updateParticipant', body: { share: true } } },
            { do: 'wake-peers' },
          ],
        };
      }
      if (event.outcome === 'shared') return own('on');
      const off = own('off');
      // Who closed the browser's question knows that.
      if (event.outcome === 'canceled') return off;
      return { state: addToast(off.state, { kind: 'share-failed' }, now), effects: [] };
    }
    case 'share-ended':
      return own('off', { do: 'close-share' });
    case 'peer-share': {
      const remotes = stage.remotes.map((remote) =>
        remote.participant.id === event.id ? { ...remote, sharing: event.sharing } : remote,
      );
      return { state: withStage(state, { ...stage, remotes }), effects: [] };
    }
  }
}

/** For when the call is over. */
export function endShare({ share }: InCall): CallEffect[] {
  return share === 'off' ? [] : [{ do: 'close-share' }];
}
