package dev.tincan.calls.call;

import java.time.Duration;
import java.util.Optional;

/// What was agreed of a call before it.
///
/// @param schedule empty: now
/// @param lingering how long it waits for somebody to come back when all have left; empty for the
///   server's usual time
/// @param lengthMax how long people may be in it; empty for no end
public record Plan(
    Optional<String> title,
    Optional<Schedule> schedule,
    Admission admission,
    Optional<Duration> lingering,
    Optional<Duration> lengthMax) {

  /// The same, with another way in.
  public Plan withAdmission(Admission admission) {
    return new Plan(title, schedule, admission, lingering, lengthMax);
  }

  /// A call that anybody with its link can join at once.
  public static Plan now(Optional<String> title) {
    return new Plan(title, Optional.empty(), Admission.OPEN, Optional.empty(), Optional.empty());
  }
}
