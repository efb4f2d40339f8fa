package dev.tincan.calls.session;

/// One connection (one WebSocket); the shell numbers them and never uses a number twice.
public record ConnectionId(long value) {}
