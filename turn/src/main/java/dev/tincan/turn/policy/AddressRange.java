package dev.tincan.turn.policy;

import java.net.InetAddress;
import java.util.Arrays;

/// A block of addresses of one family, such as `10.0.0.0/8`.
public final class AddressRange {
  private final byte[] prefix;
  private final int bits;

  private AddressRange(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /// Reads `10.0.0.0/8`, `fd00::/8`, or a single address. Literals only; nothing is looked up.
  ///
  /// @throws IllegalArgumentException when it is none
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] prefix = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    int width = prefix.length * Byte.SIZE;
    int bits = slash < 0 ? width : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > width) {
      throw new IllegalArgumentException("not a prefix length of " + text);
    }
    return new AddressRange(prefix, bits);
  }

  /// @param address 4 or 16 bytes
  public boolean contains(byte[] address) {
    if (address.length != prefix.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
      return false;
    }
    int rest = bits % Byte.SIZE;
    int mask = 0xFF << (Byte.SIZE - rest);
    return rest == 0 || ((address[whole] ^ prefix[whole]) & mask & 0xFF) == 0;
  }
}
