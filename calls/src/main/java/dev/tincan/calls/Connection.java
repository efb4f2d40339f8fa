package dev.tincan.calls;

import dev.tincan.calls.session.ConnectionId;

/// One open connection. It awaits `hello`, then serves a session until either ends.
final class Connection {

  private final ConnectionId id;
  private final ClientAddress address;
  private final TokenBucket frames;
  private State state = new AwaitingHello();
  private long heardNanos;
  private boolean pinged;

  sealed interface State {}

  record AwaitingHello() implements State {}

  record Serving(Visit visit) implements State {}

  Connection(ConnectionId id, ClientAddress address, TokenBucket frames, long nowNanos) {
    this.id = id;
    this.address = address;
    this.frames = frames;
    this.heardNanos = nowNanos;
  }

  /// Any frame counts as life [S10]. False when there are too many of them.
  boolean heard(long nowNanos) {
    heardNanos = nowNanos;
    pinged = false;
    return frames.tryTake(nowNanos);
  }

  void pinged() {
    pinged = true;
  }

  void serve(Visit visit) {
    state = new Serving(visit);
  }

  ConnectionId id() {
    return id;
  }

  ClientAddress address() {
    return address;
  }

  State state() {
    return state;
  }

  /// When something last came in.
  long heardNanos() {
    return heardNanos;
  }

  /// Whether nothing has come in since the server sent a ping.
  boolean isPinged() {
    return pinged;
  }
}
