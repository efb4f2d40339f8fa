package dev.tincan.turn.allocation;

import dev.tincan.stun.address.TransportAddress;

/// A channel number and the peer it stands for (RFC 8656 §12).
public record ChannelBinding(int number, TransportAddress peer, long deadlineNanos) {
  public static final int NUMBER_MIN = 0x4000;

  /// Deviation: RFC 8656 §12 ends at 0x4FFF, RFC 5766 §11 ended here, and clients of that time
  /// (coturn's among them) choose numbers from the whole range. On a port of STUN and TURN alone
  /// nothing else begins with these bits.
  public static final int NUMBER_MAX = 0x7FFF;

  boolean isExpired(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }
}
