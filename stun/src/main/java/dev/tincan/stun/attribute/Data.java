package dev.tincan.stun.attribute;

import java.util.Arrays;

/// DATA (RFC 8656 §18.4); may be empty.
public record Data(byte[] bytes) implements StunAttribute {
  @Override
  public boolean equals(Object other) {
    return other instanceof Data that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Data[" + bytes.length + " bytes]";
  }
}
