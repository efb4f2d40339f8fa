package dev.tincan.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A WebSocket without a thread: the loop reads it, and whoever sends writes at once what the
/// socket takes.
final class ChannelWebSocket implements WebSocket, WebSocketFrames.Sink {
  private final WebSocketLoop loop;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final WebSocketListener listener;
  private final WebSocketFrames frames;

  /// The beginning of a frame. This and the two fields below belong to the loop's thread.
  private byte @Nullable [] begun;

  private @Nullable SelectionKey key;
  private boolean gone;

  /// What the socket did not take yet; made when it first does not. Guarded by `channel`, as is the
  /// field below.
  private @Nullable ArrayDeque<ByteBuffer> waiting;

  private boolean closing;

  ChannelWebSocket(
      WebSocketLoop loop, SocketChannel channel, WebSocketListener listener, int messageBytesMax)
      throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.remote = (InetSocketAddress) channel.getRemoteAddress();
    this.listener = listener;
    this.frames = new WebSocketFrames(messageBytesMax);
  }

  /// @param first what came already
  void begin(byte[] first) {
    try {
      key = loop.register(channel, this::ready);
    } catch (IOException closed) {
      gone = true;
      return;
    }
    listener.onOpen(this);
    ByteBuffer buffer = ByteBuffer.wrap(first);
    frames.read(buffer, this);
    begun = rest(buffer);
  }

  private void ready() {
    SelectionKey ready = key;
    if (ready == null) {
      return;
    }
    try {
      if (ready.isWritable() && flush()) {
        ready.interestOps(SelectionKey.OP_READ);
      }
      if (ready.isReadable()) {
        read();
      }
    } catch (IOException broken) {
      end();
    }
  }

  private void read() throws IOException {
    ByteBuffer buffer = loop.buffer().clear();
    if (begun != null) {
      buffer.put(begun);
      begun = null;
    }
    if (channel.read(buffer) < 0) {
      end();
      return;
    }
    frames.read(buffer.flip(), this);
    begun = rest(buffer);
  }

  private static byte @Nullable [] rest(ByteBuffer buffer) {
    int start = buffer.arrayOffset() + buffer.position();
    return buffer.hasRemaining()
        ? Arrays.copyOfRange(buffer.array(), start, start + buffer.remaining())
        : null;
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
    write(WebSocketFrames.pong(payload));
  }

  @Override
  public void close() {
    close(WebSocketFrames.NORMAL_CLOSURE);
  }

  @Override
  public void broken(int code) {
    if (code == WebSocketFrames.TOO_BIG) {
      listener.onTooLong();
    } else {
      close(code);
    }
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public void send(byte[] utf8) {
    write(WebSocketFrames.text(utf8));
  }

  private void write(ByteBuffer frame) {
    synchronized (channel) {
      if (closing) {
        return;
      }
      if (waiting != null && waiting.size() >= QUEUED_MESSAGES_MAX) {
        closing = true;
        loop.execute(this::end);
        return;
      }
      writeInOrder(frame);
    }
  }

  /// Sends a close frame and what waits before it. The client closes the connection then; the loop
  /// does it if the client takes too long.
  private void close(int code) {
    synchronized (channel) {
      if (closing) {
        return;
      }
      closing = true;
      writeInOrder(WebSocketFrames.close(code));
    }
    loop.execute(() -> {
      frames.end();
      loop.endSoon(this::end);
    });
  }

  private void writeInOrder(ByteBuffer frame) {
    try {
      if (waiting == null) {
        channel.write(frame);
        if (!frame.hasRemaining()) {
          shutDownWhenDone();
          return;
        }
        waiting = new ArrayDeque<>(2);
        loop.execute(this::wantWritable);
      }
      waiting.add(frame);
    } catch (IOException broken) {
      closing = true;
      loop.execute(this::end);
    }
  }

  private void wantWritable() {
    if (key != null && key.isValid()) {
      key.interestOpsOr(SelectionKey.OP_WRITE);
    }
  }

  /// True when nothing waits any longer.
  private boolean flush() throws IOException {
    synchronized (channel) {
      while (waiting != null) {
        ByteBuffer next = waiting.peek();
        if (next == null) {
          waiting = null;
          shutDownWhenDone();
        } else {
          channel.write(next);
          if (next.hasRemaining()) {
            return false;
          }
          waiting.remove();
        }
      }
      return true;
    }
  }

  /// Closing at once would take from the client what it has not read.
  private void shutDownWhenDone() throws IOException {
    if (closing) {
      channel.shutdownOutput();
    }
  }

  /// On the loop's thread.
  private void end() {
    if (gone) {
      return;
    }
    gone = true;
    frames.end();
    synchronized (channel) {
      closing = true;
      waiting = null;
    }
    try {
      channel.close();
    } catch (IOException failed) {
      // It is of no use any longer, either way.
    }
    listener.onClosed();
  }
}
