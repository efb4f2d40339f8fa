import { type CallState, type Capture, type DeviceKind, type Local, type PeerState, sentMedia } from '../call/state';
import { type Condition, type Fact, ME } from './record';

/** What holds in a call right now, as far as a record is concerned with it. */
export function factsOf(state: CallState): Fact[] {
  const { stage, local } = state;
  if (stage.at !== 'in-call') return [];
  return [
    { who: ME, what: 'link', is: linkOf(state) },
    { who: ME, what: 'microphone', is: deviceOf(local, 'audio') },
    { who: ME, what: 'camera', is: deviceOf(local, 'video') },
    { who: ME, what: 'screen', is: onOff(stage.share === 'on') },
    ...stage.remotes.flatMap(({ place, participant, peer, sharing, adrift }): Fact[] => [
      { who: place, what: 'path', is: pathOf(peer) },
      { who: place, what: 'server', is: participant.connected && !adrift ? 'connected' : 'lost' },
      { who: place, what: 'microphone', is: onOff(participant.media.audio) },
      { who: place, what: 'camera', is: onOff(participant.media.video) },
      { who: place, what: 'screen', is: onOff(sharing) },
    ]),
  ];
}

function linkOf({ link }: CallState): Condition {
  if (link.at === 'waiting') return link.restarting ? 'restarting-server' : 'lost';
  return link.at === 'closed' ? 'gone' : 'connected';
}

function pathOf(peer: PeerState): Condition {
  if (peer.at !== 'connected') return peer.at;
  return peer.path === 'unknown' ? 'connected' : peer.path;
}

function deviceOf(local: Local, kind: DeviceKind): Condition {
  const capture: Capture = local.capture[kind];
  if (local.wanted[kind] && local.lost[kind] !== undefined && capture.at !== 'on') return 'lost';
  return onOff(sentMedia(local)[kind]);
}

function onOff(on: boolean): Condition {
  return on ? 'on' : 'off';
}
