package dev.tincan.stun.demux;

/// What the first byte of a packet says it is (RFC 7983 §7).
public enum FirstByte {
  STUN,
  ZRTP,
  DTLS,
  TURN_CHANNEL,
  RTP,
  UNKNOWN;

  /// @param value 0 to 255
  public static FirstByte classify(int value) {
    if (value <= 3) {
      return STUN;
    }
    if (value >= 16 && value <= 19) {
      return ZRTP;
    }
    if (value >= 20 && value <= 63) {
      return DTLS;
    }
    if (value >= 64 && value <= 79) {
      return TURN_CHANNEL;
    }
    return value >= 128 && value <= 191 ? RTP : UNKNOWN;
  }
}
