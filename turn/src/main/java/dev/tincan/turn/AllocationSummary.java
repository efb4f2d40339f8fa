package dev.tincan.turn;

import dev.tincan.turn.allocation.Transport;

/// An allocation as it is now, for whoever looks after the server.
///
/// @param user name in the credentials it was made with
/// @param transport between client and server
/// @param madeNanos when; tells allocations of one user apart
/// @param bytesToPeers payload so far
/// @param bytesToClient payload so far
public record AllocationSummary(
    String user, Transport transport, long madeNanos, long bytesToPeers, long bytesToClient) {}
