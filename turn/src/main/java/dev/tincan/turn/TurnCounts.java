package dev.tincan.turn;

import dev.tincan.turn.allocation.Transport;
import java.util.Map;

/// @param allocations now, by the transport of their clients
/// @param bytesToPeers payload, since the start
/// @param bytesToClients payload, since the start
public record TurnCounts(
    Map<Transport, Integer> allocations, long bytesToPeers, long bytesToClients) {}
