package dev.tincan.server.ops;

import java.util.List;
import java.util.Map;

/// What the relay carries, for metrics.
///
/// @param allocations now, by the transport between client and server
/// @param bytesToPeers payload, since the start
/// @param bytesToClients payload, since the start
/// @param created allocations
/// @param closed allocations, by reason
/// @param refused requests answered with an error, by code; every first one is (401)
/// @param dropped packets thrown away, by reason
public record RelayCounts(
    Map<String, Integer> allocations,
    long bytesToPeers,
    long bytesToClients,
    List<Count> created,
    List<Count> closed,
    List<Count> refused,
    List<Count> dropped) {
  /// @param transport between client and server; empty when it does not matter
  /// @param outcome a reason or a code
  public record Count(String transport, String outcome, long value) {}

  /// Allocations now.
  public int total() {
    return allocations.values().stream().mapToInt(Integer::intValue).sum();
  }
}
