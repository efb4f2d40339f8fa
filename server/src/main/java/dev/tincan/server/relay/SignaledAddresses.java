package dev.tincan.server.relay;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The addresses that candidates in each participant's call named: whom the relay may reach for it.
/// Safe for any thread.
final class SignaledAddresses {
  /// Beyond, further addresses are not reached through the relay.
  private static final int ADDRESSES_MAX = 256;

  /// Foundation, component, transport and priority stand before the address (RFC 8839 §5.1). A name
  /// ending in `.local` is no address, and not reached by a relay.
  private static final Pattern CANDIDATE =
      Pattern.compile(
          "candidate:[^ \\r\\n]{1,64} \\d{1,5} [A-Za-z]{3,4} \\d{1,10} ([0-9a-fA-F.:]{2,45}) \\d{1,5}");

  private final Map<String, Set<InetAddress>> byName = new ConcurrentHashMap<>();

  /// Remembers the addresses in an SDP or a candidate.
  void add(String name, String text) {
    Matcher candidates = CANDIDATE.matcher(text);
    while (candidates.find()) {
      try {
        add(name, InetAddress.ofLiteral(candidates.group(1)));
      } catch (IllegalArgumentException notAnAddress) {
        // Nobody can be reached there.
      }
    }
  }

  private void add(String name, InetAddress address) {
    Set<InetAddress> addresses = byName.computeIfAbsent(name, _ -> ConcurrentHashMap.newKeySet());
    if (addresses.size() < ADDRESSES_MAX) {
      addresses.add(address);
    }
  }

  void forget(String name) {
    byName.remove(name);
  }

  boolean contains(String name, InetAddress address) {
    Set<InetAddress> addresses = byName.get(name);
    return addresses != null && addresses.contains(address);
  }
}
