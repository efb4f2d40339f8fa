package dev.tincan.testkit;

import java.time.Duration;
import java.time.Instant;

/// Time that moves only when a test moves it. The monotonic half starts just below the overflow of
/// a `long`, so that a core which compares nanos with `<` instead of subtracting fails its tests.
public final class SimClock {
  /// An hour before `System.nanoTime()` would wrap.
  public static final long START_NANOS = Long.MAX_VALUE - Duration.ofHours(1).toNanos();

  /// The wall clock at the start of every test.
  public static final Instant START_WALL = Instant.parse("2026-03-01T12:00:00Z");

  private long elapsedNanos;
  private Duration wallOffset = Duration.ZERO;

  /// Monotonic nanos; may wrap, compare by subtraction.
  public long nanos() {
    return START_NANOS + elapsedNanos;
  }

  public Instant wall() {
    return START_WALL.plusNanos(elapsedNanos).plus(wallOffset);
  }

  /// Time since the test began.
  public Duration elapsed() {
    return Duration.ofNanos(elapsedNanos);
  }

  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("monotonic time cannot go back by " + by);
    }
    elapsedNanos += by.toNanos();
  }

  /// Moves on to a deadline in monotonic nanos; does nothing when it has passed.
  public void advanceTo(long deadlineNanos) {
    long ahead = deadlineNanos - nanos();
    if (ahead > 0) {
      elapsedNanos += ahead;
    }
  }

  /// Sets the wall clock forward or back without touching monotonic time, as an operator or NTP
  /// may.
  public void shiftWall(Duration by) {
    wallOffset = wallOffset.plus(by);
  }
}
