import type { App } from '../app/app';
import type { CallController } from '../app/callController';
import type { Stage } from '../call/state';
import cans from './cans.svg';
import { useStore } from './hooks';
import { Message } from './Message';
import { durationText, refusal, strings } from './strings';

interface Props {
  app: App;
  controller: CallController;
  ended: Extract<Stage, { at: 'ended' }>;
}

export function Ended({ app, controller, ended }: Props) {
  const { creating } = useStore(app.home);
  const words = strings.ended;
  const newCall = { label: words.newCall, run: app.newCall };
  const rejoin = { label: words.rejoin, run: controller.rejoin };
  const save = { label: strings.record.save, run: controller.record.save };
  const home = { label: words.home, run: () => app.goTo('/') };
  // A call that is over cannot be entered again.
  const [action, ...others] = ended.reason === 'left' ? [rejoin, newCall, save, home] : [newCall, save, home];
  return (
    <Message
      title={words.title}
      heading={words.heading[ended.reason]}
      why={
        <>
          {words.why[ended.reason]} {words.duration(durationText(ended.durationMillis))}
          {typeof creating === 'object' && <> {refusal(creating.refused).heading}.</>}
        </>
      }
      picture={<img src={cans} alt="" width="220" height="128" />}
      action={action ?? newCall}
      others={others}
    />
  );
}
