package dev.tincan.turn;

import java.time.Duration;
import java.time.Instant;

/// The moment handed to a core.
///
/// @param nanos monotonic; may wrap, so it is compared by subtraction; for every deadline
/// @param wall only for the expiry of credentials and nonces
public record Now(long nanos, Instant wall) {
  /// The point in monotonic nanos that is `span` from now.
  public long plus(Duration span) {
    return nanos + span.toNanos();
  }
}
