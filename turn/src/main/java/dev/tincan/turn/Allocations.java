package dev.tincan.turn;

import dev.tincan.turn.TurnEvent.CloseReason;
import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.Relay;
import dev.tincan.turn.allocation.RelayId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All allocations of one server, by client, by relay, and by the time their relays end. What one
/// holds of the shared resources is given back here, on every way out.
final class Allocations {
  private final RelayResources resources;
  private final Map<FiveTuple, Allocation> byClient = new LinkedHashMap<>();
  private final Map<RelayId, Allocation> byRelay = new LinkedHashMap<>();
  private final TreeSet<Deadline> deadlines = new TreeSet<>();

  /// Orders by time; nanos may wrap, so by their difference.
  private record Deadline(long nanos, Relay relay) implements Comparable<Deadline> {
    static Deadline of(Relay relay) {
      return new Deadline(relay.deadlineNanos(), relay);
    }

    @Override
    public int compareTo(Deadline other) {
      int byTime = Long.signum(nanos - other.nanos);
      return byTime != 0 ? byTime : Long.compare(relay.id().value(), other.relay.id().value());
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
  }

  void addRelay(Allocation allocation, Relay relay) {
    allocation.add(relay);
    byRelay.put(relay.id(), allocation);
    deadlines.add(Deadline.of(relay));
  }

  /// Forgets a relay whose socket is closed, or never opened.
  void removeRelay(Allocation allocation, Relay relay) {
    allocation.remove(relay);
    byRelay.remove(relay.id());
    deadlines.remove(Deadline.of(relay));
    resources.releasePort(relay.port());
  }

  void refresh(Relay relay, long deadlineNanos) {
    deadlines.remove(Deadline.of(relay));
    relay.refresh(deadlineNanos);
    deadlines.add(Deadline.of(relay));
  }

  /// Closes one relay, and the allocation with its last one.
  void close(Allocation allocation, Relay relay, CloseReason reason, Now now, TurnOutput out) {
    if (allocation.relays().size() == 1) {
      close(allocation, reason, now, out);
    } else {
      removeRelay(allocation, relay);
      out.closeRelay(relay.id());
    }
  }

  /// Ends an allocation: its relays close, its ports and its place in the quotas are free again.
  void close(Allocation allocation, CloseReason reason, Now now, TurnOutput out) {
    List<Relay> relays = allocation.relays();
    drop(allocation);
    relays.forEach(relay -> out.closeRelay(relay.id()));
    if (allocation.isReady()) {
      Duration life = Duration.ofNanos(now.nanos() - allocation.createdNanos());
      out.event(new TurnEvent.AllocationClosed(allocation, reason, life));
    }
  }

  /// Forgets an allocation.
  void drop(Allocation allocation) {
    allocation.relays().forEach(relay -> removeRelay(allocation, relay));
    byClient.remove(allocation.client());
    resources.leave(allocation.owner().user(), hostOf(allocation.client()));
  }

  /// Closes at most `budget` relays whose time is over.
  void expire(int budget, Now now, TurnOutput out) {
    var expired = new ArrayList<Relay>();
    for (Deadline deadline : deadlines) {
      if (now.nanos() - deadline.nanos() < 0 || expired.size() == budget) {
        break;
      }
      expired.add(deadline.relay());
    }
    for (Relay relay : expired) {
      Allocation allocation = byRelay.get(relay.id());
      if (allocation != null) {
        close(allocation, relay, CloseReason.EXPIRED, now, out);
      }
    }
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

  /// What quotas per client address count by.
  static String hostOf(FiveTuple client) {
    return client.client().address().getHostAddress();
  }
}
