package dev.tincan.server.signaling;

import dev.tincan.calls.session.ConnectionId;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers the connections of all carriers. Safe for any thread.
final class ConnectionIds {
  private static final AtomicLong LAST = new AtomicLong();

  private ConnectionIds() {}

  static ConnectionId next() {
    return new ConnectionId(LAST.incrementAndGet());
  }
}
