package dev.tincan.calls;

/// Whom limits per client address are counted for: what the shell takes as one client (an IPv4
/// address, an IPv6 /64).
public record ClientAddress(String unredacted) {

  /// Of a client that has not come since the server started.
  public static final ClientAddress UNKNOWN = new ClientAddress("");

  @Override
  public String toString() {
    return "ClientAddress[…]";
  }
}
