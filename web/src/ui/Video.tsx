import { type ComponentProps, useCallback } from 'react';

type Props = Omit<ComponentProps<'video'>, 'ref'> & {
  stream: MediaStream | undefined;
  attached?: ((video: HTMLVideoElement) => void) | undefined;
};

/** A <video> that plays a stream; React has no attribute for that. */
export function Video({ stream, attached, ...rest }: Props) {
  const attach = useCallback(
    (video: HTMLVideoElement | null) => {
      if (video === null || video.srcObject === (stream ?? null)) return;
      video.srcObject = stream ?? null;
      if (stream !== undefined) attached?.(video);
    },
    [stream, attached],
  );
  return <video ref={attach} autoPlay playsInline {...rest} />;
}
