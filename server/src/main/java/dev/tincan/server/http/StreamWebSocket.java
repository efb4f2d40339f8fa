package dev.tincan.server.http;

import dev.tincan.server.net.WriteQueue;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A WebSocket over TLS: its own virtual thread reads and decrypts.
final class StreamWebSocket implements WebSocket, ServerConnection, WebSocketFrames.Sink {
  /// For a client that was told that its connection closes, to close it.
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final CountDownLatch read = new CountDownLatch(1);
  private final ConnectionContext connection;
  private final WebSocketListener listener;
  private final WebSocketFrames frames;
  private final WriteQueue<ByteBuffer> queue;

  StreamWebSocket(ConnectionContext connection, WebSocketListener listener, int messageBytesMax) {
    this.connection = connection;
    this.listener = listener;
    frames = new WebSocketFrames(messageBytesMax);
    queue = new WriteQueue<>(new Sink(), _ -> 1, QUEUED_MESSAGES_MAX);
  }

  /// Until the connection ends.
  @Override
  public void handle(Limit requests) {
    listener.onOpen(this);
    try {
      DataReader reader = connection.dataReader();
      var begun = ByteBuffer.allocate(0);
      while (true) {
        reader.ensureAvailable();
        byte[] next = reader.readBytes(reader.available());
        ByteBuffer all = begun.hasRemaining() ? joined(begun, next) : ByteBuffer.wrap(next);
        frames.read(all, this);
        begun = all;
      }
    } catch (RuntimeException endOrBroken) {
      // Either way, nothing more comes.
    } finally {
      read.countDown();
      queue.abort();
      listener.onClosed();
    }
  }

  private static ByteBuffer joined(ByteBuffer begun, byte[] next) {
    return ByteBuffer.allocate(begun.remaining() + next.length).put(begun).put(next).flip();
  }

  @Override
  public void text(byte[] bytes, int offset, int length) {
    listener.onText(bytes, offset, length);
  }

  @Override
  public void binary() {
    listener.onBinary();
  }

  @Override
  public void ping(byte[] payload) {
    offer(WebSocketFrames.pong(payload));
  }

  @Override
  public void broken(int code) {
    if (code == WebSocketFrames.TOO_BIG) {
      listener.onTooLong();
    } else {
      close();
    }
  }

  @Override
  public InetSocketAddress remote() {
    return (InetSocketAddress) connection.remotePeer().address();
  }

  @Override
  public void send(byte[] utf8) {
    offer(WebSocketFrames.text(utf8));
  }

  private void offer(ByteBuffer frame) {
    if (!queue.offer(frame)) {
      read.countDown();
      queue.abort();
    }
  }

  @Override
  public void close() {
    queue.offer(WebSocketFrames.close(WebSocketFrames.NORMAL_CLOSURE));
    queue.close();
  }

  /// The server stops.
  @Override
  public void close(boolean interrupt) {
    close();
  }

  /// Whoever listens keeps the time.
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  private final class Sink implements WriteQueue.Sink<ByteBuffer> {
    @Override
    public void write(ByteBuffer frame) {
      connection
          .dataWriter()
          .writeNow(BufferData.create(frame.array(), frame.arrayOffset(), frame.remaining()));
    }

    @Override
    public void close() {
      try {
        // Closing at once would take from the client what it has not read.
        var _ = read.await(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        connection.serverSocket().close();
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException gone) {
        // It was closed already.
      }
    }
  }
}
