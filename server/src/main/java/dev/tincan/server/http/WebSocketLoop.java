package dev.tincan.server.http;

import dev.tincan.server.net.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;

/// The one thread that reads all WebSockets of the plain port. [#adopt], [#execute] and [#close]
/// are safe for any thread, the rest belongs to the loop's own.
final class WebSocketLoop implements AutoCloseable, EventLoop.Deadlines {
  /// For a client that was told that its connection closes, to close it.
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  /// More than one message, so that several short ones come with one read.
  private static final int READ_BYTES = 65_536;

  private final int messageBytesMax;
  private final EventLoop loop = new EventLoop("websockets", this);

  /// Where each read goes; whatever is incomplete after it is kept by its WebSocket.
  private final ByteBuffer buffer;

  /// In the order of their deadlines, as all have the same patience.
  private final ArrayDeque<Closing> closing = new ArrayDeque<>();

  private record Closing(long deadlineNanos, Runnable end) {}

  WebSocketLoop(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
    buffer = ByteBuffer.allocate(READ_BYTES + WebSocketFrames.HEADER_BYTES_MAX + messageBytesMax);
    loop.start();
  }

  /// Takes the connection over.
  ///
  /// @param first what the client sent already
  void adopt(SocketChannel channel, WebSocketListener listener, byte[] first) throws IOException {
    var socket = new ChannelWebSocket(this, channel, listener, messageBytesMax);
    loop.execute(() -> socket.begin(first));
  }

  void execute(Runnable task) {
    loop.execute(task);
  }

  SelectionKey register(SocketChannel channel, Runnable onReady) throws IOException {
    return loop.register(channel, onReady);
  }

  ByteBuffer buffer() {
    return buffer;
  }

  /// Runs `end` after the patience; the client may have closed by then.
  void endSoon(Runnable end) {
    closing.add(new Closing(System.nanoTime() + CLOSE_PATIENCE.toNanos(), end));
  }

  @Override
  public long nextDeadline() {
    Closing next = closing.peek();
    return next == null ? Long.MAX_VALUE : next.deadlineNanos();
  }

  @Override
  public void onDeadline() {
    Closing due = closing.poll();
    if (due != null) {
      due.end().run();
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
