package dev.tincan.calls.message;

/// What a client should know of the server's limits.
public record Limits(int messageBytes, int participantsPerCall, int nameLength) {}
