import { useState } from 'react';
import type { App } from '../../app/app';
import { DirectCall } from '../../app/direct/directCall';
import cans from '../cans.svg';
import { useStore } from '../hooks';
import { InCall } from '../InCall';
import { Message } from '../Message';
import { durationText, strings } from '../strings';
import { Exchange } from './Exchange';
import { words } from './words';

export default function DirectPage({ app, byClick }: { app: App; byClick: boolean }) {
  const begin = () => {
    const call = new DirectCall(app.environment, location.hash.slice(1), byClick, {
      title: words.call,
      program: words.program,
    });
    app.whenLeft(() => call.close());
    return call;
  };
  const [call] = useState(begin);
  const { stage, problem } = useStore(call);
  const snapshot = useStore(call.controller);
  const at = snapshot.state.stage;
  const again = () => app.goTo('/direct');
  const home = { label: words.ended.home, run: () => app.goTo('/') };
  if (at.at === 'in-call')
    return (
      <InCall
        app={app}
        controller={call.controller}
        snapshot={snapshot}
        call={at}
        open={false}
        shareable={!call.plain}
      />
    );
  if (at.at === 'ended') {
    const { left, over, lost, why } = words.ended;
    const heading = at.reason === 'left' ? left : at.reason === 'empty' ? over : lost;
    return (
      <Message
        title={`${heading} · Tincan`}
        heading={heading}
        why={why(durationText(at.durationMillis))}
        picture={<img src={cans} alt="" width="220" height="128" />}
        action={{ label: words.ended.again, run: again }}
        others={[{ label: strings.record.save, run: call.controller.record.save }, home]}
      />
    );
  }
  if (stage.at === 'failed') {
    const { title, heading, why, again: label } = words.failed;
    return <Message title={title} heading={heading} why={why} action={{ label, run: again }} others={[home]} />;
  }
  return <Exchange app={app} call={call} stage={stage} problem={problem} snapshot={snapshot} />;
}
