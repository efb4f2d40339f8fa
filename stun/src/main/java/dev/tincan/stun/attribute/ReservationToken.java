package dev.tincan.stun.attribute;

import java.util.Arrays;

/// RESERVATION-TOKEN (RFC 8656 §18.10): 8 bytes.
public record ReservationToken(byte[] value) implements StunAttribute {
  @Override
  public boolean equals(Object other) {
    return other instanceof ReservationToken that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "ReservationToken[" + value.length + " bytes]";
  }
}
