package dev.tincan.stun.demux;

/// What every STUN message begins with (RFC 8489 §5).
public final class StunHeader {
  /// At byte 4; tells STUN from what shares its port.
  public static final int MAGIC_COOKIE = 0x2112A442;

  public static final int BYTES = 20;

  private StunHeader() {}
}
