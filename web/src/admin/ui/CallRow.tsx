import { ChevronRight } from 'lucide-react';
import { Button } from '../../ui/Button';
import type { Call, Participant, Transport } from '../model';
import { pathOf } from '../paths';
import { agoWords, countWords, pathWords, rateWords, stateWords, titleOf, transportWords } from '../words';
import css from './Calls.module.css';
import fold from './Fold.module.css';

const TRANSPORTS: readonly Transport[] = ['udp', 'tcp', 'tls'];

interface Props {
  call: Call;
  now: number;
  /** Whether it is shown whole at first. */
  open: boolean;
  drain(): void;
  end(): void;
}

export function CallRow({ call, now, open, drain, end }: Props) {
  const { participants } = call;
  return (
    <li className={`${fold.row} ${css.call}`}>
      <details open={open}>
        <summary>
          <ChevronRight className={fold.arrow} size={18} aria-hidden="true" />
          <span className={fold.name}>
            {titleOf(call)}
            {call.idEnd !== undefined && <span className={css.id}> …{call.idEnd}</span>}
          </span>
          <span className={fold.pill} data-good={call.state === 'live'}>
            {call.draining ? 'Draining' : (stateWords[call.state] ?? call.state)}
          </span>
          <span className={css.people}>{countWords(participants.length, 'person', 'people')}</span>
          <span className={css.path}>{pathWords(pathOf(call))}</span>
        </summary>
        <div className={fold.inside}>
          {participants.length === 0 ? (
            <p className={css.soft}>Nobody is in it.</p>
          ) : (
            <ul>
              {participants.map((participant, place) => (
                // Two people may have one name; their places are what tells them apart.
                // biome-ignore lint/suspicious/noArrayIndexKey: the order of joining is kept.
                <li key={place} className={css.person}>
                  <span>{participant.name}</span>
                  <span className={css.soft}>{carried(participant)}</span>
                </li>
              ))}
            </ul>
          )}
          <div className={css.bottom}>
            <span className={css.soft}>
              {call.createdAt !== undefined && `Made ${agoWords(now - Date.parse(call.createdAt))}`}
            </span>
            <span className={css.buttons}>
              {!call.draining && call.state !== 'scheduled' && (
                <Button className={fold.small} onClick={drain} title="Nobody new comes in; it ends with the last one.">
                  Drain
                </Button>
              )}
              <Button className={fold.small} onClick={end}>
                End call
              </Button>
            </span>
          </div>
        </div>
      </details>
    </li>
  );
}

function carried({ connected, allocations }: Participant): string {
  // A browser makes one for each connection and network of its own: what they carry together is what counts.
  const held = TRANSPORTS.flatMap((transport) => {
    const same = allocations.filter((allocation) => allocation.transport === transport);
    if (same.length === 0) return [];
    const rate = same.reduce((sum, { bitsPerSecond = 0 }) => sum + bitsPerSecond, 0);
    return `${countWords(same.length, `${transportWords(transport)} allocation`)}, ${rateWords(rate)}`;
  });
  return [connected ? '' : 'away from the server', held.length === 0 ? 'no allocation' : held.join('; ')]
    .filter(Boolean)
    .join('; ');
}
