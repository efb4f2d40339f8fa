package dev.tincan.server.relay;

import dev.tincan.turn.TurnEvent;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One log line for the end of each allocation, without addresses, and counts of what was refused
/// or lost. Safe for any thread.
final class RelayEvents {
  private static final Logger LOG = LoggerFactory.getLogger("tincan.turn");

  private final LongAdder refused = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  /// A packet that the kernel or a slow client did not take.
  void lost() {
    dropped.increment();
  }

  void count(TurnEvent event) {
    switch (event) {
      case TurnEvent.AllocationCreated created ->
          LOG.debug("allocation created transport={}", created.transport());
      case TurnEvent.AllocationClosed closed ->
          LOG.info(
              "allocation closed transport={} reason={} seconds={} to_peers={} to_client={}",
              closed.transport(),
              closed.reason(),
              closed.life().toSeconds(),
              closed.traffic().bytesToPeers(),
              closed.traffic().bytesToClient());
      case TurnEvent.Refused _ -> refused.increment();
      case TurnEvent.Dropped _ -> dropped.increment();
    }
  }

  long refusedRequests() {
    return refused.sum();
  }

  long droppedPackets() {
    return dropped.sum();
  }
}
