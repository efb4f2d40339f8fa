import type { CSSProperties } from 'react';
import { raisedHands } from '../../call/gestures';
import { isStopped } from '../../call/select';
import { useStore } from '../hooks';
import type { InCallProps } from '../InCall';
import { OwnTile } from '../OwnTile';
import { RemoteTile } from '../RemoteTile';
import { SharedScreen } from '../SharedScreen';
import { strings } from '../strings';
import css from './CallStage.module.css';
import { OWN, place, type Scene, screenOf } from './scene';
import { useSize } from './useSize';

interface Props extends Pick<InCallProps, 'app' | 'controller' | 'snapshot' | 'call'> {
  scene: Scene;
}

/** Everyone and everything there is to see, each tile where the scene has it. */
export function CallStage({ app, controller, snapshot, call, scene }: Props) {
  const view = useStore(controller.view);
  const { talks } = useStore(controller.talking);
  const [stage, size] = useSize<HTMLUListElement>();
  const rects = size === undefined ? undefined : place(size, scene, view.corner);
  const hands = raisedHands(call);
  const tile = (key: string) => {
    const rect = rects?.get(key);
    const style: CSSProperties | undefined = rect && { ...rect };
    return {
      style,
      pin: {
        pinned: view.pinned === key && scene.large.includes(key),
        toggle: () => controller.view.pin(key),
        small: scene.large.length > 0 && !scene.large.includes(key),
      },
    };
  };
  const gestures = (who: string) => ({
    hand: hands.indexOf(who) + 1,
    reactions: call.gestures.reactions.filter(({ from }) => from === who),
    talking: talks.has(who),
  });
  return (
    <ul ref={stage} className={css.stage} aria-label={strings.call.participants}>
      {rects !== undefined &&
        call.remotes.flatMap((remote) => {
          const { place, participant } = remote;
          const screen = snapshot.shares.get(participant.id);
          const sound = controller.view.sound(place);
          return [
            remote.sharing && screen !== undefined && !isStopped(remote, 'share') && (
              <SharedScreen
                key={screenOf(place)}
                participant={participant}
                stream={screen}
                sound={sound}
                speaker={snapshot.local.chosen.speaker}
                {...tile(screenOf(place))}
              />
            ),
            <RemoteTile
              key={place}
              app={app}
              controller={controller}
              remote={remote}
              stream={snapshot.streams.get(participant.id)}
              speaker={snapshot.local.chosen.speaker}
              alone={call.remotes.length === 1}
              sound={sound}
              host={call.role === 'host'}
              gestures={gestures(place)}
              {...tile(place)}
            />,
          ];
        })}
      {rects?.has(OWN) && (
        <OwnTile
          snapshot={snapshot}
          view={controller.view}
          floats={scene.floats}
          gestures={gestures(OWN)}
          style={tile(OWN).style}
        />
      )}
    </ul>
  );
}
