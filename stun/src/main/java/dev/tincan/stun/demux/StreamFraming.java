package dev.tincan.stun.demux;

import java.nio.ByteBuffer;

/// Cuts a TCP or TLS stream into STUN and ChannelData messages, which follow each other without
/// anything between (RFC 8489 §6.2.2, RFC 8656 §12.5).
public final class StreamFraming {
  /// The longest message that is read; a longer one breaks the stream.
  public static final int FRAME_BYTES_MAX = 65_536 + 64;

  /// Not enough bytes yet to tell.
  public static final int NEED_MORE = 0;

  /// Neither of the two: where the next message would begin is unknown.
  public static final int BROKEN = -1;

  private static final int LENGTH_END = 4;
  private static final int COOKIE_END = 8;

  private StreamFraming() {}

  /// Bytes on the wire of the message that begins at the buffer's position, whether or not all of
  /// them are there; or [#NEED_MORE], or [#BROKEN]. Numbers 0x5000 to 0x7FFF are no channels, but
  /// framed like them.
  public static int frameLength(ByteBuffer received) {
    int at = received.position();
    if (received.remaining() < LENGTH_END) {
      return received.hasRemaining() && !isPossible(received.get(at)) ? BROKEN : NEED_MORE;
    }
    int length = received.getShort(at + 2) & 0xFFFF;
    if ((received.get(at) & 0xC0) == 0x40) {
      return LENGTH_END + (length + 3 & ~3);
    }
    if ((received.get(at) & 0xC0) != 0 || length % 4 != 0) {
      return BROKEN;
    }
    if (received.remaining() >= COOKIE_END
        && received.getInt(at + LENGTH_END) != StunHeader.MAGIC_COOKIE) {
      return BROKEN;
    }
    return received.remaining() < COOKIE_END ? NEED_MORE : StunHeader.BYTES + length;
  }

  private static boolean isPossible(byte first) {
    return (first & 0x80) == 0;
  }
}
