/** Calls back when the element has shown its first picture. */
export function onFirstFrame(video: HTMLVideoElement, shown: () => void): void {
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(() => shown());
  else (video as HTMLVideoElement).addEventListener('loadeddata', shown, { once: true });
}
