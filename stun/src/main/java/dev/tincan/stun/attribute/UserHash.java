package dev.tincan.stun.attribute;

import java.util.Arrays;

/// USERHASH (RFC 8489 §14.4): 32 bytes.
public record UserHash(byte[] value) implements StunAttribute {
  @Override
  public boolean equals(Object other) {
    return other instanceof UserHash that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "UserHash[" + value.length + " bytes]";
  }
}
