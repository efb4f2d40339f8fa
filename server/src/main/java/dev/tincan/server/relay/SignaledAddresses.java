package dev.tincan.server.relay;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The addresses that candidates in each participant's call named: whom the relay may reach for it.
/// Safe for any thread.
final class SignaledAddresses {
  /// Beyond, those named first are forgotten.
  private static final int ADDRESSES_MAX = 256;

  /// Names that were lost, and may for a while still relay. Beyond, the one lost first is
  /// forgotten.
  private static final int LOST_MAX = 1_000;

  /// Foundation, component, transport and priority stand before the address (RFC 8839 §5.1). A name
  /// ending in `.local` is no address, and not reached by a relay.
  private static final Pattern CANDIDATE =
      Pattern.compile(
          "candidate:[^ \\r\\n]{1,64} \\d{1,5} [A-Za-z]{3,4} \\d{1,10} ([0-9a-fA-F.:]{2,45}) \\d{1,5}");

  private final Map<String, Named> byName = new ConcurrentHashMap<>();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();

  /// The addresses for one participant, the latest last. Safe for any thread.
  private static final class Named {
    private final LinkedHashSet<InetAddress> addresses = new LinkedHashSet<>();

    synchronized void add(InetAddress address) {
      addresses.remove(address);
      addresses.add(address);
      if (addresses.size() > ADDRESSES_MAX) {
        addresses.removeFirst();
      }
    }

    synchronized boolean contains(InetAddress address) {
      return addresses.contains(address);
    }
  }

  /// Remembers the addresses in an SDP or a candidate.
  void add(String name, String text) {
    // Most descriptions name none, and looking for the word alone takes a tenth of the time.
    if (!text.contains("candidate:")) {
      return;
    }
    Matcher candidates = CANDIDATE.matcher(text);
    while (candidates.find()) {
      try {
        InetAddress address = InetAddress.ofLiteral(candidates.group(1));
        byName.computeIfAbsent(name, _ -> new Named()).add(address);
      } catch (IllegalArgumentException notAnAddress) {
        // Nobody can be reached there.
      }
    }
  }

  /// Nothing new is signaled to this name; it is forgotten by and by.
  void lost(String name) {
    if (byName.containsKey(name)) {
      lost.add(name);
    }
    if (lost.size() > LOST_MAX) {
      Optional.ofNullable(lost.poll()).ifPresent(byName::remove);
    }
  }

  void forget(String name) {
    byName.remove(name);
  }

  boolean contains(String name, InetAddress address) {
    Named named = byName.get(name);
    return named != null && named.contains(address);
  }
}
