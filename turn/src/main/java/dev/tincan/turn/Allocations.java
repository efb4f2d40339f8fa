package dev.tincan.turn;

import dev.tincan.turn.TurnEvent.CloseReason;
import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.RelayId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All allocations of one server, by client, by relay, and by the time they end. What one holds of
/// the shared resources is given back here, on every way out.
final class Allocations {
  private final RelayResources resources;
  private final Map<FiveTuple, Allocation> byClient = new LinkedHashMap<>();
  private final Map<RelayId, Allocation> byRelay = new LinkedHashMap<>();
  private final TreeSet<Deadline> deadlines = new TreeSet<>();

  /// Orders by time; nanos may wrap, so by their difference.
  private record Deadline(long nanos, RelayId relay) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      int byTime = Long.signum(nanos - other.nanos);
      return byTime != 0 ? byTime : Long.compare(relay.value(), other.relay.value());
    }
  }

  Allocations(RelayResources resources) {
    this.resources = resources;
  }

  /// Data lane. Null when the client has none.
  @Nullable Allocation of(FiveTuple client) {
    return byClient.get(client);
  }

  /// Data lane. Null when the relay is closed.
  @Nullable Allocation of(RelayId relay) {
    return byRelay.get(relay);
  }

  void add(Allocation allocation) {
    byClient.put(allocation.client(), allocation);
    byRelay.put(allocation.relay(), allocation);
    deadlines.add(deadline(allocation));
  }

  void refresh(Allocation allocation, long deadlineNanos) {
    deadlines.remove(deadline(allocation));
    allocation.refresh(deadlineNanos);
    deadlines.add(deadline(allocation));
  }

  /// Ends an allocation: its relay closes, its port and its place in the quotas are free again.
  void close(Allocation allocation, CloseReason reason, Now now, TurnOutput out) {
    drop(allocation);
    out.closeRelay(allocation.relay());
    out.event(
        new TurnEvent.AllocationClosed(
            allocation.owner().user(),
            allocation.client().transport(),
            reason,
            Duration.ofNanos(now.nanos() - allocation.createdNanos()),
            new TurnEvent.Traffic(
                allocation.bytesToPeers(),
                allocation.packetsToPeers(),
                allocation.bytesToClient(),
                allocation.packetsToClient())));
  }

  /// Forgets an allocation whose socket never opened.
  void drop(Allocation allocation) {
    byClient.remove(allocation.client());
    byRelay.remove(allocation.relay());
    deadlines.remove(deadline(allocation));
    resources.releasePort(allocation.port());
    resources.leave(allocation.owner().user(), hostOf(allocation.client()));
  }

  /// At most `budget` allocations whose time is over.
  List<Allocation> expired(long nowNanos, int budget) {
    var expired = new ArrayList<Allocation>();
    for (Deadline deadline : deadlines) {
      Allocation allocation = byRelay.get(deadline.relay());
      if (nowNanos - deadline.nanos() < 0 || expired.size() == budget || allocation == null) {
        break;
      }
      expired.add(allocation);
    }
    return expired;
  }

  List<Allocation> ofUser(Predicate<String> user) {
    return byClient.values().stream()
        .filter(allocation -> user.test(allocation.owner().user()))
        .toList();
  }

  long nextDeadline() {
    return deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.first().nanos();
  }

  Iterable<Allocation> all() {
    return byClient.values();
  }

  int count() {
    return byClient.size();
  }

  /// What quotas per client address count by.
  static String hostOf(FiveTuple client) {
    return client.client().address().getHostAddress();
  }

  private static Deadline deadline(Allocation allocation) {
    return new Deadline(allocation.deadlineNanos(), allocation.relay());
  }
}
