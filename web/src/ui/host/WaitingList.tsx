import { Bell, BellOff } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { CallController } from '../../app/callController';
import type { HostAct, Knocker } from '../../call/hosts';
import { Button } from '../Button';
import { RoundButton } from '../RoundButton';
import { strings } from '../strings';
import { chime } from './chime';
import css from './HostLayer.module.css';

interface Props {
  controller: CallController;
  waiting: readonly Knocker[];
}

/** It stays beside the call until somebody decides; what is new is read aloud once. */
export function WaitingList({ controller, waiting }: Props) {
  const id = useId();
  const words = strings.host;
  const [sound, setSound] = useState(controller.knockSound);
  const act = (act: HostAct) => controller.dispatch({ type: 'host-acted', act });
  const before = useRef(0);
  useEffect(() => {
    if (sound && waiting.length > before.current) chime();
    before.current = waiting.length;
  }, [sound, waiting.length]);
  return (
    <>
      <p className="visually-hidden" role="status">
        {waiting.length > 0 && words.knocks(waiting.map(({ name }) => name))}
      </p>
      {waiting.length > 0 && (
        <section className={css.waiting} aria-labelledby={id}>
          <header>
            <h2 id={id}>{words.waiting}</h2>
            <RoundButton
              size="small"
              icon={sound ? Bell : BellOff}
              label={words.sound}
              pressed={sound}
              onClick={() => {
                controller.chooseKnockSound(!sound);
                setSound(!sound);
              }}
            />
          </header>
          <ul>
            {waiting.map(({ participant, name }) => (
              <li key={participant}>
                <span>{name}</span>
                <Button
                  look="primary"
                  aria-label={words.admit(name)}
                  onClick={() => act({ type: 'admit', body: { participant } })}
                >
                  {words.admitShort}
                </Button>
                <Button aria-label={words.deny(name)} onClick={() => act({ type: 'deny', body: { participant } })}>
                  {words.denyShort}
                </Button>
              </li>
            ))}
          </ul>
          {waiting.length > 1 && <Button onClick={() => act({ type: 'admitAll', body: {} })}>{words.admitAll}</Button>}
        </section>
      )}
    </>
  );
}
