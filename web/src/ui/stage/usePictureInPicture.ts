import { useEffect, useState } from 'react';

/** A window of the browser's that stays above all others (W3C Document Picture-in-Picture). */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

const SIZE = { width: 360, height: 300 };

/** A small window for the call, of our own making where browsers let us, otherwise of one picture. */
export function usePictureInPicture(): { opened: Window | undefined; toggle: (() => void) | undefined } {
  const [opened, setOpened] = useState<Window>();
  useEffect(() => () => opened?.close(), [opened]);
  const { documentPictureInPicture: own } = window as { documentPictureInPicture?: DocumentPictureInPicture };
  const open = async (of: DocumentPictureInPicture) => {
    const inset = await of.requestWindow(SIZE).catch(() => undefined);
    inset?.addEventListener('pagehide', () => setOpened(undefined));
    setOpened(inset);
  };
  if (opened !== undefined) return { opened, toggle: () => setOpened(undefined) };
  if (own !== undefined) return { opened, toggle: () => void open(own) };
  return { opened, toggle: document.pictureInPictureEnabled ? toggleVideo : undefined };
}

/** The largest picture of somebody else. */
function toggleVideo(): void {
  if (document.pictureInPictureElement) {
    void document.exitPictureInPicture();
    return;
  }
  const videos = [...document.querySelectorAll<HTMLVideoElement>('main video:not([data-hidden])')];
  const area = ({ clientWidth, clientHeight }: HTMLVideoElement) => clientWidth * clientHeight;
  const [largest] = videos.sort((one, other) => area(other) - area(one));
  void largest?.requestPictureInPicture().catch(() => undefined);
}
