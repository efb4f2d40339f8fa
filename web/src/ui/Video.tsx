import { type ComponentProps, useCallback } from 'react';

type Props = Omit<ComponentProps<'video'>, 'ref'> & {
  stream: MediaStream | undefined;
  attached?: ((video: HTMLVideoElement) => void) | undefined;
  /** Where it is heard; the system's own choice unless given. */
  speaker?: string | undefined;
};

/** A <video> that plays a stream; React has no attribute for that. */
export function Video({ stream, attached, speaker = '', ...rest }: Props) {
  const attach = useCallback(
    (video: HTMLVideoElement | null) => {
      if (video === null) return undefined;
      if ('setSinkId' in video && video.sinkId !== speaker) void video.setSinkId(speaker).catch(() => undefined);
      if (video.srcObject !== (stream ?? null)) {
        video.srcObject = stream ?? null;
        if (stream !== undefined) attached?.(video);
      }
      // A video that plays is never let go of. React also takes a ref from an element that stays, to give it another.
      return () =>
        queueMicrotask(() => {
          if (!video.isConnected) video.srcObject = null;
        });
    },
    [stream, attached, speaker],
  );
  return <video ref={attach} autoPlay playsInline {...rest} />;
}
