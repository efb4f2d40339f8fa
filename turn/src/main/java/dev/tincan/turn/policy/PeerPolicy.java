package dev.tincan.turn.policy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Which peer addresses the relay may send to. Everything special is closed; `opened` opens ranges
/// of it, address by address, whatever else a request names. Immutable.
public final class PeerPolicy {
  /// RFC 8656 §21.4: tunnels would lead around every other rule, so no configuration opens these.
  private static final List<AddressRange> TUNNELS = ranges("2001::/32", "2002::/16");

  /// Special-purpose addresses of IANA's registries.
  private static final List<AddressRange> CLOSED =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.31.196.0/24",
          "192.52.193.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "192.175.48.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "::/128",
          "::1/128",
          "64:ff9b::/96",
          "64:ff9b:1::/48",
          "100::/64",
          "100:0:0:1::/64",
          "2001::/23",
          "2001:db8::/32",
          "2620:4f:8000::/48",
          "3fff::/20",
          "5f00::/16",
          "fc00::/7",
          "fe80::/10",
          "fec0::/10",
          "ff00::/8");

  private static final int IPV4_BYTES = 4;
  private static final int EMBEDDED_AT = 12;
  private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");

  private final Mode mode;
  private final List<AddressRange> opened;

  public PeerPolicy(Mode mode, List<AddressRange> opened) {
    this.mode = mode;
    this.opened = List.copyOf(opened);
  }

  /// How much is closed.
  public enum Mode {
    /// All special addresses, and public ones that no candidate of the call named.
    CALL,
    /// All special addresses.
    DENY_LIST,
    /// Tunnels alone.
    OPEN
  }

  /// What is said of an address.
  public enum Verdict {
    /// The administrator opened it by name.
    OPENED,
    /// Nothing speaks against it.
    PUBLIC,
    CLOSED
  }

  /// @param address 4 or 16 bytes, as the client wrote them
  public Verdict judge(byte[] address) {
    if (contains(TUNNELS, address)) {
      return Verdict.CLOSED;
    }
    byte[] canonical = canonical(address);
    if (contains(opened, canonical)) {
      return Verdict.OPENED;
    }
    if (mode == Mode.OPEN) {
      return Verdict.PUBLIC;
    }
    return contains(CLOSED, canonical) || contains(CLOSED, address)
        ? Verdict.CLOSED
        : Verdict.PUBLIC;
  }

  /// Whether a public address must have been named by a candidate of the call.
  public boolean asksTheCall() {
    return mode == Mode.CALL;
  }

  /// Teredo and 6to4: neither client nor peer may stand there (RFC 8656 §21.4).
  public static boolean isTunnel(byte[] address) {
    return contains(TUNNELS, address);
  }

  /// The IPv4 address inside a v4-mapped, v4-compatible or NAT64 one; the address itself otherwise.
  /// Checked once here, so that no spelling of a closed address is open.
  static byte[] canonical(byte[] address) {
    boolean embeds =
        address.length > IPV4_BYTES && (isEmbedding(address) || NAT64.contains(address));
    return embeds ? Arrays.copyOfRange(address, EMBEDDED_AT, address.length) : address;
  }

  /// ::ffff:a.b.c.d and ::a.b.c.d, but not :: and ::1, which are addresses of their own.
  private static boolean isEmbedding(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    boolean mapped = address[10] == (byte) 0xFF && address[11] == (byte) 0xFF;
    boolean compatible =
        address[10] == 0
            && address[11] == 0
            && (address[12] != 0 || address[13] != 0 || address[14] != 0);
    return mapped || compatible;
  }

  private static boolean contains(List<AddressRange> ranges, byte[] address) {
    for (AddressRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static List<AddressRange> ranges(String... texts) {
    return Stream.of(texts).map(AddressRange::parse).toList();
  }
}
