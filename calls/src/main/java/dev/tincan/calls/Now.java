package dev.tincan.calls;

import java.time.Duration;
import java.time.Instant;

/// The moment handed to a core: `nanos` of a monotonic clock, which may wrap, for every deadline;
/// the wall clock only for what people see and what is stored.
public record Now(long nanos, Instant wall) {

  /// The point in monotonic nanos that is `duration` from now.
  public long plus(Duration duration) {
    return nanos + duration.toNanos();
  }

  /// Whether the deadline has come.
  public boolean reached(long deadlineNanos) {
    return nanos - deadlineNanos >= 0;
  }
}
