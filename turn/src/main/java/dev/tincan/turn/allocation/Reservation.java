package dev.tincan.turn.allocation;

/// The wish to have the port after an even one kept (RFC 8656 §7.2, EVEN-PORT).
///
/// @param token what its holder will show
/// @param family of the relayed address that both ports belong to
/// @param deadlineNanos until when it is kept
public record Reservation(long token, AddressFamily family, long deadlineNanos) {}
