import { type ComponentProps, useCallback } from 'react';

type Props = Omit<ComponentProps<'video'>, 'ref'> & {
  stream: MediaStream | undefined;
  attached?: ((video: HTMLVideoElement) => void) | undefined;
  /** Where it is heard; the system's own choice unless given. */
  speaker?: string | undefined;
  /** 0 to 1. */
  volume?: number;
};

/** A <video> that plays a stream; React has no attribute for that. */
export function Video({ stream, attached, speaker = '', volume = 1, ...rest }: Props) {
  const attach = useCallback(
    (video: HTMLVideoElement | null) => {
      if (video === null) return undefined;
      video.volume = volume;
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
    [stream, attached, speaker, volume],
  );
  return <video ref={attach} autoPlay playsInline {...rest} />;
}
