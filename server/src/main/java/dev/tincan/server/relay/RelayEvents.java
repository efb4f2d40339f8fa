package dev.tincan.server.relay;

import dev.tincan.server.ops.RelayCounts.Count;
import dev.tincan.turn.TurnEvent;
import dev.tincan.turn.TurnEvent.DropReason;
import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.Traffic;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what happened, and writes one log line for the whole life of each allocation. Safe for
/// any thread.
final class RelayEvents {
  private static final Logger LOG = LoggerFactory.getLogger("tincan.turn");
  private static final int NETWORK_BYTES_IPV6 = 6;

  private final Map<Labels, LongAdder> created = new ConcurrentHashMap<>();
  private final Map<Labels, LongAdder> closed = new ConcurrentHashMap<>();
  private final Map<Labels, LongAdder> refused = new ConcurrentHashMap<>();
  private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
  private final LongAdder notSent = new LongAdder();

  private record Labels(String transport, String what) {}

  RelayEvents() {
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  /// Data lane. Something that the rules threw away.
  @SuppressWarnings("NullAway") // every reason has its counter
  void dropped(DropReason reason) {
    dropped.get(reason).increment();
  }

  /// Data lane. A packet that the kernel or a slow client did not take.
  void notSent() {
    notSent.increment();
  }

  void count(TurnEvent event) {
    switch (event) {
      case TurnEvent.AllocationCreated it -> add(created, lower(it.transport()), "");
      case TurnEvent.AllocationClosed it -> {
        add(closed, lower(it.allocation().client().transport()), lower(it.reason()));
        log(it);
      }
      case TurnEvent.Refused it -> add(refused, lower(it.transport()), String.valueOf(it.code()));
    }
  }

  private static void add(Map<Labels, LongAdder> counters, String transport, String what) {
    counters.computeIfAbsent(new Labels(transport, what), _ -> new LongAdder()).increment();
  }

  private static void log(TurnEvent.AllocationClosed closed) {
    Allocation allocation = closed.allocation();
    Traffic traffic = allocation.traffic();
    LOG.atInfo()
        .addKeyValue("user", allocation.owner().user())
        .addKeyValue("transport", lower(allocation.client().transport()))
        .addKeyValue("client", network(allocation.client().client().address()))
        .addKeyValue("reason", lower(closed.reason()))
        .addKeyValue("seconds", closed.life().toSeconds())
        .addKeyValue("bytes_to_peers", traffic.bytesToPeers())
        .addKeyValue("packets_to_peers", traffic.packetsToPeers())
        .addKeyValue("bytes_to_client", traffic.bytesToClient())
        .addKeyValue("packets_to_client", traffic.packetsToClient())
        .log("allocation closed");
  }

  /// The network an address is in, not the one who has it: `198.51.100.0/24`, `2001:db8:1::/48`.
  static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet6Address) {
      var text = new StringBuilder();
      for (int i = 0; i < NETWORK_BYTES_IPV6; i += 2) {
        text.append(Integer.toHexString(((bytes[i] & 0xFF) << 8) | (bytes[i + 1] & 0xFF)))
            .append(':');
      }
      return text.append(":/48").toString();
    }
    return "%d.%d.%d.0/24".formatted(bytes[0] & 0xFF, bytes[1] & 0xFF, bytes[2] & 0xFF);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  List<Count> created() {
    return counts(created);
  }

  List<Count> closed() {
    return counts(closed);
  }

  List<Count> refused() {
    return counts(refused);
  }

  /// By reason; no transport.
  List<Count> dropped() {
    return Stream.concat(
            dropped.entrySet().stream()
                .map(it -> new Count("", lower(it.getKey()), it.getValue().sum())),
            Stream.of(new Count("", "not_sent", notSent.sum())))
        .toList();
  }

  private static List<Count> counts(Map<Labels, LongAdder> counters) {
    return counters.entrySet().stream()
        .map(it -> new Count(it.getKey().transport(), it.getKey().what(), it.getValue().sum()))
        .toList();
  }
}
