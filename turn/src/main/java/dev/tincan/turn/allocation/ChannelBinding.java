package dev.tincan.turn.allocation;

import dev.tincan.stun.TransportAddress;

/// A channel number and the peer it stands for (RFC 8656 §12).
public record ChannelBinding(int number, TransportAddress peer, long deadlineNanos) {
  public static final int NUMBER_MIN = 0x4000;
  public static final int NUMBER_MAX = 0x4FFF;
}
