package dev.tincan.calls.call;

import java.time.Instant;
import java.util.Optional;

/// How far a stored call is in its life, by the wall clock, so that a restart finds it where it was
/// [S84].
///
/// @param time when the time that is on or comes next starts; empty when it has no schedule
/// @param beganAt when the first person came to this time; empty while nobody has
/// @param emptySince when the last one left; empty while somebody is inside
public record Progress(
    Optional<Instant> time, Optional<Instant> beganAt, Optional<Instant> emptySince) {

  /// Nobody has come, and no time was agreed.
  public static final Progress NONE =
      new Progress(Optional.empty(), Optional.empty(), Optional.empty());

  /// Nobody has come to the time that starts then.
  public static Progress until(Optional<Instant> time) {
    return new Progress(time, Optional.empty(), Optional.empty());
  }

  Progress entered(Instant at) {
    return new Progress(time, Optional.of(beganAt.orElse(at)), Optional.empty());
  }

  Progress emptied(Instant at) {
    return new Progress(time, beganAt, Optional.of(at));
  }
}
