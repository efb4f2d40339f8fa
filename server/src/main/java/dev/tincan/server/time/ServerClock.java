package dev.tincan.server.time;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/// What time it is, how much of it went by, and waiting for it: calls, events and the waits between
/// tries go by the same clock. Safe for any thread.
public interface ServerClock extends InstantSource {

  /// Monotonic, and may wrap, as [System#nanoTime].
  long nanos();

  /// Waits until [#nanos] is so far, at most. As with [LockSupport#parkNanos(Object, long)], an
  /// `unpark` of the thread or an interrupt ends it earlier, and it may end without a reason.
  void parkUntil(Object blocker, long deadlineNanos);

  /// The clock of the machine.
  static ServerClock system() {
    return OfMachine.CLOCK;
  }

  /// See [#system].
  enum OfMachine implements ServerClock {
    CLOCK;

    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
      LockSupport.parkNanos(blocker, deadlineNanos - System.nanoTime());
    }
  }
}
