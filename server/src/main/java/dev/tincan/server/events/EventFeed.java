package dev.tincan.server.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes those who wait for the events of a key. What happened they read from the store, each as
/// fast as it can: nothing is kept here for a slow one. Safe for any thread.
public final class EventFeed {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();

  /// The number of the latest event, by the key it is for. Guarded by `lock`; grows with the keys.
  private final Map<String, Long> latest = new HashMap<>();

  /// Guarded by `lock`.
  private boolean closed;

  /// There are events up to these.
  void published(Map<String, Long> events) {
    lock.lock();
    try {
      latest.putAll(events);
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is an event for the key after this one, but not longer than `patience`.
  ///
  /// @return whether there is one
  public boolean await(String owner, long after, Duration patience) throws InterruptedException {
    long restNanos = patience.toNanos();
    lock.lock();
    try {
      while (!closed && latest.getOrDefault(owner, 0L) <= after) {
        if (restNanos <= 0) {
          return false;
        }
        restNanos = news.awaitNanos(restNanos);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Nobody waits any longer.
  public void close() {
    lock.lock();
    try {
      closed = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
