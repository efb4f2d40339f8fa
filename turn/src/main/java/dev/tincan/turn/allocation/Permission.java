package dev.tincan.turn.allocation;

/// What a permission says of one peer IP (RFC 8656 §9).
///
/// @param deadlineNanos when it ends, unless CreatePermission or ChannelBind renews it
/// @param ownRelaysOnly the IP is the server's own: only ports of living allocations may be reached
///   there
public record Permission(long deadlineNanos, boolean ownRelaysOnly) {}
