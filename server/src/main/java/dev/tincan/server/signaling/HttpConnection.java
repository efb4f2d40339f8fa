package dev.tincan.server.signaling;

import dev.tincan.calls.ClientAddress;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.ConnectionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One connection over the HTTP carrier [S30]: frames wait here until the client has said that it
/// has them. Safe for any thread.
final class HttpConnection implements SignalingConnection {
  /// As on the WebSocket. Beyond, the client does not ask any more.
  private static final int QUEUED_FRAMES_MAX = 1_024;

  private static final int FRAMES_PER_ANSWER_MAX = 128;

  private final ConnectionId id;
  private final ClientAddress client;
  private final String hostName;

  // Guarded by this.
  private final ArrayDeque<ServerFrame> frames = new ArrayDeque<>(4);
  private long forgotten;
  private long batches = 1;
  private boolean closed;
  private int asking;
  private long askedNanos;

  HttpConnection(ConnectionId id, ClientAddress client, String hostName, long nowNanos) {
    this.id = id;
    this.client = client;
    this.hostName = hostName;
    this.askedNanos = nowNanos;
  }

  /// What a batch of this number is.
  enum Place {
    NEXT,
    REPEATED,
    GAP
  }

  /// Counts a batch that came in.
  synchronized Place place(long batch, long nowNanos) {
    askedNanos = nowNanos;
    if (batch <= batches) {
      return Place.REPEATED;
    }
    if (batch > batches + 1) {
      return Place.GAP;
    }
    batches = batch;
    return Place.NEXT;
  }

  /// The frames after the first `after`, as soon as there is one; none when there is none in time.
  /// Empty when there will never be one, or `after` counts frames that never were.
  synchronized Optional<List<ServerFrame>> take(long after, Duration wait)
      throws InterruptedException {
    while (forgotten < after && !frames.isEmpty()) {
      frames.removeFirst();
      forgotten++;
    }
    if (forgotten != after) {
      return Optional.empty();
    }
    asking++;
    try {
      long deadline = System.nanoTime() + wait.toNanos();
      long rest = wait.toMillis();
      while (frames.isEmpty() && !closed && rest > 0) {
        wait(rest);
        rest = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      }
    } finally {
      asking--;
      askedNanos = System.nanoTime();
    }
    if (frames.isEmpty() && closed) {
      return Optional.empty();
    }
    return Optional.of(
        new ArrayList<>(frames).subList(0, Math.min(frames.size(), FRAMES_PER_ANSWER_MAX)));
  }

  /// Whether nobody has asked since then.
  synchronized boolean isSilentSince(long nanos) {
    return asking == 0 && askedNanos - nanos < 0;
  }

  @Override
  public ConnectionId id() {
    return id;
  }

  @Override
  public ClientAddress client() {
    return client;
  }

  @Override
  public String hostName() {
    return hostName;
  }

  @Override
  public synchronized void send(ServerFrame frame) {
    if (frames.size() >= QUEUED_FRAMES_MAX) {
      frames.clear();
      closed = true;
    }
    if (!closed) {
      frames.addLast(frame);
    }
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
