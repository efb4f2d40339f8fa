package dev.tincan.calls.call;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// When a call is to be.
///
/// @param startsAt of the first time
/// @param zone in which its clock time was meant: a weekly call stays at the same hour there
/// @param length as it stands in calendars; a call may last longer
public record Schedule(
    Instant startsAt, ZoneId zone, Duration length, Optional<Recurrence> recurrence) {

  /// The first time that starts after `after`; empty when there is none.
  public Optional<Instant> next(Instant after) {
    return recurrence.isPresent()
        ? recurrence.get().next(startsAt, zone, after)
        : Optional.of(startsAt).filter(start -> start.isAfter(after));
  }

  /// The time that is on or comes next at `now`; the first when all are over.
  public Instant current(Instant now) {
    // A time that has begun and is not over counts; so the look goes back by its length.
    return next(now.minus(length)).orElse(startsAt);
  }
}
