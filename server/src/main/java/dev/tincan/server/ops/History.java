package dev.tincan.server.ops;

import dev.tincan.calls.CallCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Samples of the last hour. Safe for any thread.
public final class History {
  /// Between two samples.
  public static final Duration EVERY = Duration.ofSeconds(10);

  /// An hour of them; the oldest makes room.
  public static final int SAMPLES_MAX = 360;

  private static final int BITS_PER_BYTE = 8;
  private static final long MILLIS_PER_SECOND = 1000;

  private final Deque<Sample> samples = new ArrayDeque<>();
  private Optional<Before> before = Optional.empty();

  private record Before(Instant at, long bytes) {}

  /// Notes how it is now. The first time there is nothing to compare the traffic with, so nothing
  /// is noted.
  public synchronized void note(CallCounts counts, RelayCounts relay, Instant now) {
    long bytes = relay.bytesToPeers() + relay.bytesToClients();
    before
        .map(last -> sample(last, counts, relay, now))
        .ifPresent(sample -> {
          samples.addLast(sample);
          if (samples.size() > SAMPLES_MAX) {
            samples.removeFirst();
          }
        });
    before = Optional.of(new Before(now, bytes));
  }

  private static Sample sample(Before last, CallCounts counts, RelayCounts relay, Instant now) {
    long bytes = relay.bytesToPeers() + relay.bytesToClients() - last.bytes();
    // The wall clock may be set back.
    long millis = Math.max(1, Duration.between(last.at(), now).toMillis());
    CallCounts.Calls calls = counts.present().calls();
    return new Sample(
        now,
        calls.waiting() + calls.live() + calls.lingering(),
        counts.present().participants(),
        relay.allocations(),
        bytes * BITS_PER_BYTE * MILLIS_PER_SECOND / millis);
  }

  /// Those after a moment, the oldest first.
  public synchronized List<Sample> since(Instant moment) {
    return samples.stream().filter(sample -> sample.at().isAfter(moment)).toList();
  }
}
