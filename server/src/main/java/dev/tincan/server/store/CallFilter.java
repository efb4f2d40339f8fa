package dev.tincan.server.store;

import dev.tincan.calls.call.CallId;
import java.time.Instant;
import java.util.Optional;

/// Which calls somebody wants to see. The time of a call is when it starts, or when it was made if
/// it has no start.
///
/// @param owner only those of this API key; empty for everybody's
/// @param ended only those that have ended, or that have not; empty for both
/// @param from the earliest time
/// @param until the first time that is too late
/// @param after only those that come after it
public record CallFilter(
    Optional<String> owner,
    Optional<Boolean> ended,
    Optional<Instant> from,
    Optional<Instant> until,
    Optional<Place> after) {

  /// Where a call stands among all: first by time, then by id.
  public record Place(Instant time, CallId call) {}

  public CallFilter after(Place place) {
    return new CallFilter(owner, ended, from, until, Optional.of(place));
  }
}
