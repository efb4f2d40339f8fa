package dev.tincan.stun;

/// The class of a message (RFC 8489 §5), with its two bits.
public enum StunClass {
  REQUEST(0b00),
  INDICATION(0b01),
  SUCCESS(0b10),
  ERROR(0b11);

  private final int bits;

  StunClass(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }

  static StunClass of(int bits) {
    return values()[bits];
  }
}
