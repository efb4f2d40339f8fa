package dev.tincan.stun.address;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// IP address and port (RFC 8489 §4). Prints neither whole.
public record TransportAddress(InetAddress address, int port) {
  private static final int PORT_MAX = 65_535;

  public TransportAddress {
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /// @param address 4 or 16 bytes; a v4-mapped IPv6 address stays what the sender wrote only if it
  ///   is not mapped, because the JDK makes it IPv4, which is what it means
  public static TransportAddress of(byte[] address, int port) {
    try {
      return new TransportAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalArgumentException(
          "an address has 4 or 16 bytes, not " + address.length, impossible);
    }
  }

  /// Whole, for a message on the wire or a test.
  public String unredacted() {
    return address.getHostAddress() + ":" + port;
  }

  @Override
  public String toString() {
    return "TransportAddress[…:" + port + "]";
  }
}
