import { useState } from 'react';
import type { AdminDesk } from '../desk';
import type { Call, Overview } from '../model';
import { countWords, titleOf } from '../words';
import { CallRow } from './CallRow';
import css from './Calls.module.css';
import { Confirm } from './Confirm';
import fold from './Fold.module.css';
import { Nothing, Section } from './Section';

/** From so many on, looking for one by eye is work. */
const SEARCHED_FROM = 9;

interface Props {
  desk: AdminDesk;
  overview: Overview;
  now: number;
}

export function Calls({ desk, overview, now }: Props) {
  const [asked, setAsked] = useState('');
  const [ending, setEnding] = useState<Call>();
  const { calls, callsNotShown } = overview;
  const total = calls.length + callsNotShown;
  const shown = calls.filter((call) => isMeant(call, asked));
  return (
    <Section
      heading="Calls"
      aside={
        total >= SEARCHED_FROM ? (
          <input
            className={css.search}
            type="search"
            aria-label="Find a call"
            placeholder="Title, person or last letters"
            value={asked}
            onChange={(event) => setAsked(event.currentTarget.value)}
          />
        ) : (
          total > 0 && <span>{countWords(total, 'call')}</span>
        )
      }
    >
      {total === 0 && <Nothing>No calls now. They appear here by themselves.</Nothing>}
      {total > 0 && shown.length === 0 && <Nothing>No call fits “{asked}”.</Nothing>}
      {shown.length > 0 && (
        <ul className={fold.list}>
          {shown.map((call) => (
            <CallRow
              key={call.handle}
              call={call}
              now={now}
              open={calls.length <= 2}
              drain={() => void desk.drainCall(call.handle)}
              end={() => setEnding(call)}
            />
          ))}
        </ul>
      )}
      {calls.some(({ participants }) => participants.length > 1) && (
        <p className={fold.note}>
          The server sees what passes its relay. What is not relayed goes directly from browser to browser, or is not
          connected yet.
        </p>
      )}
      {callsNotShown > 0 && (
        <p className={fold.note}>{countWords(callsNotShown, 'more call')} without people are not shown.</p>
      )}
      {ending !== undefined && (
        <Confirm
          heading={`End “${titleOf(ending)}”?`}
          act="End for everyone"
          close={() => setEnding(undefined)}
          run={() => void desk.endCall(ending.handle)}
        >
          {ending.participants.length === 0
            ? 'Nobody is in it. Its link leads nowhere from then on.'
            : `It is over for ${countWords(ending.participants.length, 'person', 'people')} at once, and its link leads nowhere from then on.`}
        </Confirm>
      )}
    </Section>
  );
}

function isMeant(call: Call, asked: string): boolean {
  const wanted = asked.trim().toLowerCase();
  const texts = [titleOf(call), call.idEnd ?? '', ...call.participants.map(({ name }) => name)];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}
