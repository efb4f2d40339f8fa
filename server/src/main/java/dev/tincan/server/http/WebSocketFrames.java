package dev.tincan.server.http;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Frames of one WebSocket, as the server reads and writes them (RFC 6455 §5). No extensions.
/// Confined to whoever reads the connection.
final class WebSocketFrames {
  static final int HEADER_BYTES_MAX = 14;
  static final int NORMAL_CLOSURE = 1000;
  static final int PROTOCOL_ERROR = 1002;
  static final int TOO_BIG = 1009;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int MASK_BYTES = 4;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int CONTROL_BYTES_MAX = 125;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final int messageBytesMax;

  /// The message so far, when it comes in several frames.
  private @Nullable ByteArrayOutputStream parts;

  private boolean ended;

  /// What frames say. Bytes are only lent.
  interface Sink {
    void text(byte[] bytes, int offset, int length);

    void binary();

    void ping(byte[] payload);

    /// The client closes.
    void close();

    /// Nothing more can be read: [#PROTOCOL_ERROR] or [#TOO_BIG].
    void broken(int code);
  }

  WebSocketFrames(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /// From now on, what comes is thrown away.
  void end() {
    ended = true;
    parts = null;
  }

  /// Reads all whole frames and leaves the beginning of the next one, at most [#HEADER_BYTES_MAX]
  /// and a message long.
  ///
  /// @param in has an array, which is written to
  void read(ByteBuffer in, Sink sink) {
    while (!ended && in.remaining() >= 2) {
      int first = in.get(in.position());
      int second = in.get(in.position() + 1);
      int code = first & 0x0F;
      int shortLength = second & 0x7F;
      int headerBytes =
          2 + MASK_BYTES + (shortLength == LENGTH_64 ? 8 : shortLength == LENGTH_16 ? 2 : 0);
      boolean control = code >= CLOSE;
      if ((first & RESERVED) != 0
          || (second & MASKED) == 0
          || (control && ((first & FIN) == 0 || shortLength > CONTROL_BYTES_MAX))) {
        broken(PROTOCOL_ERROR, sink);
        return;
      }
      if (in.remaining() < headerBytes) {
        return;
      }
      long length =
          switch (shortLength) {
            case LENGTH_16 -> in.getShort(in.position() + 2) & 0xFFFF;
            case LENGTH_64 -> in.getLong(in.position() + 2);
            default -> shortLength;
          };
      if (length < 0 || length > messageBytesMax) {
        broken(TOO_BIG, sink);
        return;
      }
      if (in.remaining() < headerBytes + length) {
        return;
      }
      int start = in.arrayOffset() + in.position() + headerBytes;
      unmask(in.array(), start, (int) length);
      in.position(in.position() + headerBytes + (int) length);
      frame(code, (first & FIN) != 0, in.array(), start, (int) length, sink);
    }
    if (ended) {
      in.position(in.limit());
    }
  }

  private void frame(int code, boolean last, byte[] bytes, int start, int length, Sink sink) {
    switch (code) {
      case TEXT, CONTINUATION -> data(code, last, bytes, start, length, sink);
      case BINARY -> sink.binary();
      case CLOSE -> sink.close();
      case PING -> sink.ping(Arrays.copyOfRange(bytes, start, start + length));
      case PONG -> {}
      default -> broken(PROTOCOL_ERROR, sink);
    }
  }

  private void data(int code, boolean last, byte[] bytes, int start, int length, Sink sink) {
    if ((code == CONTINUATION) != (parts != null)) {
      broken(PROTOCOL_ERROR, sink);
    } else if (parts == null && last) {
      sink.text(bytes, start, length);
    } else {
      ByteArrayOutputStream whole = parts == null ? new ByteArrayOutputStream(length) : parts;
      if (whole.size() + length > messageBytesMax) {
        broken(TOO_BIG, sink);
        return;
      }
      whole.write(bytes, start, length);
      parts = last ? null : whole;
      if (last) {
        sink.text(whole.toByteArray(), 0, whole.size());
      }
    }
  }

  private void broken(int code, Sink sink) {
    end();
    sink.broken(code);
  }

  /// The mask stands before the bytes.
  private static void unmask(byte[] bytes, int start, int length) {
    int mask = (int) INTS.get(bytes, start - MASK_BYTES);
    long wideMask = (mask & 0xFFFF_FFFFL) << 32 | (mask & 0xFFFF_FFFFL);
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      LONGS.set(bytes, start + i, (long) LONGS.get(bytes, start + i) ^ wideMask);
    }
    for (; i < length; i++) {
      bytes[start + i] ^= bytes[start - MASK_BYTES + (i & 3)];
    }
  }

  static ByteBuffer text(byte[] utf8) {
    return write(TEXT, utf8);
  }

  static ByteBuffer pong(byte[] payload) {
    return write(PONG, payload);
  }

  static ByteBuffer close(int code) {
    return write(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  private static ByteBuffer write(int code, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES_MAX - MASK_BYTES + payload.length);
    out.put((byte) (FIN | code));
    if (payload.length <= CONTROL_BYTES_MAX) {
      out.put((byte) payload.length);
    } else if (payload.length <= 0xFFFF) {
      out.put((byte) LENGTH_16).putShort((short) payload.length);
    } else {
      out.put((byte) LENGTH_64).putLong(payload.length);
    }
    return out.put(payload).flip();
  }
}
