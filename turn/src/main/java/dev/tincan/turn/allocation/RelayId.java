package dev.tincan.turn.allocation;

/// One relayed transport address's socket, from the wish to open it until it is closed. Never used
/// twice by one server.
public record RelayId(long value) {}
