package dev.tincan.bench.soak;

import java.nio.ByteBuffer;

/// What a packet carries, so that whoever receives it knows whether it was meant for them: the
/// client's number, which of its channels, the direction, a sequence number, and bytes that follow
/// from these.
///
/// @param client whose allocation carries it
/// @param channel index of the channel among those of the client
record Payload(int client, int channel, boolean toPeer, long sequence) {
  private static final int HEADER_BYTES = 20;

  /// Lengths differ, so that streams are padded in every way.
  private static final int FILL_BYTES_MAX = 277;

  static final int BYTES_MAX = HEADER_BYTES + FILL_BYTES_MAX;

  /// Behind the buffer's position; leaves the position at its end.
  void write(ByteBuffer buffer) {
    buffer.putInt(client).putInt(channel).putInt(toPeer ? 1 : 0).putLong(sequence);
    int fill = fillBytes();
    for (int i = 0; i < fill; i++) {
      buffer.put(fillAt(i));
    }
  }

  int bytes() {
    return HEADER_BYTES + fillBytes();
  }

  /// What is written in `[position, limit)`; broken when its length or its bytes are not those that
  /// were sent.
  ///
  /// @throws Broken when it is nothing that was ever sent
  static Payload read(ByteBuffer buffer) throws Broken {
    int at = buffer.position();
    if (buffer.remaining() < HEADER_BYTES) {
      throw new Broken();
    }
    var payload =
        new Payload(
            buffer.getInt(at),
            buffer.getInt(at + 4),
            buffer.getInt(at + 8) == 1,
            buffer.getLong(at + 12));
    if (payload.sequence < 0 || buffer.remaining() != payload.bytes()) {
      throw new Broken();
    }
    for (int i = payload.fillBytes() - 1; i >= 0; i--) {
      if (buffer.get(at + HEADER_BYTES + i) != payload.fillAt(i)) {
        throw new Broken();
      }
    }
    return payload;
  }

  static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken() {
      super("bytes that nobody sent", null, false, false);
    }
  }

  private int fillBytes() {
    return (int) (sequence * 31 % FILL_BYTES_MAX);
  }

  private byte fillAt(int i) {
    return (byte) (sequence + client + i);
  }
}
