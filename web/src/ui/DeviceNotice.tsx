import type { CallController } from '../app/callController';
import type { CallState } from '../call/state';
import { Notice } from './Notice';
import { PadlockPicture } from './PadlockPicture';
import { deviceFailure } from './strings';

interface Props {
  controller: CallController;
  capture: CallState['local']['capture'];
}

/** What went wrong with camera or microphone, and the one thing to do about it. */
export function DeviceNotice({ controller, capture: { audio, video } }: Props) {
  if (audio.at !== 'failed' && video.at !== 'failed') return null;
  const both = audio.at === 'failed' && video.at === 'failed' && audio.failure === video.failure;
  const failure = video.at === 'failed' ? video.failure : audio.at === 'failed' ? audio.failure : 'other';
  const { heading, why, action } = deviceFailure(failure, both ? 'both' : video.at === 'failed' ? 'video' : 'audio');
  const run = () => {
    if (failure === 'insecure') location.assign(secureAddress());
    else controller.dispatch({ type: 'devices-wanted' });
  };
  return (
    <Notice heading={heading} why={why} action={{ label: action, run }}>
      {failure === 'denied' && <PadlockPicture />}
    </Notice>
  );
}

/** Where a proxy with a certificate would be: the same name, the usual port of https. */
function secureAddress(): string {
  const url = new URL(location.href);
  url.protocol = 'https:';
  url.port = '';
  return url.href;
}
