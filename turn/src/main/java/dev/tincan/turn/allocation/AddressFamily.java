package dev.tincan.turn.allocation;

import java.util.Optional;

/// Families as REQUESTED-ADDRESS-FAMILY numbers them (RFC 8656 §18.6).
public enum AddressFamily {
  IPV4(1, 4),
  IPV6(2, 16);

  private final int number;
  private final int bytes;

  AddressFamily(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  public static Optional<AddressFamily> of(int number) {
    return switch (number) {
      case 1 -> Optional.of(IPV4);
      case 2 -> Optional.of(IPV6);
      default -> Optional.empty();
    };
  }

  /// The family of an address of this many bytes.
  public static AddressFamily ofLength(int bytes) {
    return bytes == IPV4.bytes ? IPV4 : IPV6;
  }

  public int number() {
    return number;
  }
}
