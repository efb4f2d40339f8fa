package dev.tincan.server.ops;

import java.util.Map;

/// What the relay carries, for metrics.
///
/// @param allocations now, by the transport between client and server
/// @param bytesToPeers payload, since the start
/// @param bytesToClients payload, since the start
/// @param refused requests answered with an error, which every first one is (401)
/// @param dropped packets thrown away
public record RelayCounts(
    Map<String, Integer> allocations,
    long bytesToPeers,
    long bytesToClients,
    long refused,
    long dropped) {}
