package dev.tincan.server.testing;

import dev.tincan.server.time.ServerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The clock of the machine, and ahead of it by as much as a test wants. Whoever waits for a time
/// looks again when it is moved.
public final class MovedClock implements ServerClock {
  private final AtomicLong aheadNanos = new AtomicLong();
  private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();

  public void move(Duration forward) {
    aheadNanos.addAndGet(forward.toNanos());
    waiting.forEach(LockSupport::unpark);
  }

  @Override
  public Instant instant() {
    return Instant.now().plusNanos(aheadNanos.get());
  }

  @Override
  public long nanos() {
    return System.nanoTime() + aheadNanos.get();
  }

  @Override
  public void parkUntil(Object blocker, long deadlineNanos) {
    // Before the look at the time, so that no move is slept through.
    waiting.add(Thread.currentThread());
    try {
      LockSupport.parkNanos(blocker, deadlineNanos - nanos());
    } finally {
      waiting.remove(Thread.currentThread());
    }
  }
}
