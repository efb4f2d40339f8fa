package dev.tincan.server.events;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long to wait before a delivery is tried again: the schedule that the Standard Webhooks
/// specification gives as an example.
///
/// @param pace every wait is multiplied by it; 1 outside of tests
record BackOff(double pace) {
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  /// Up to this part is added by chance, so that what failed together is not tried together.
  private static final double JITTER = 0.2;

  /// Before the try that comes after so many; empty when there is none.
  Optional<Duration> after(int tries, RandomGenerator random) {
    if (tries > WAITS.size()) {
      return Optional.empty();
    }
    double millis = WAITS.get(tries - 1).toMillis() * pace * (1 + JITTER * random.nextDouble());
    return Optional.of(Duration.ofMillis((long) millis));
  }
}
