package dev.tincan.server.ops;

/// What one client holds of the relay now.
///
/// @param name in its credentials
/// @param transport between client and server
/// @param madeNanos when; tells allocations of one name apart
/// @param bytes payload so far, both ways
public record RelayedAllocation(String name, String transport, long madeNanos, long bytes) {}
