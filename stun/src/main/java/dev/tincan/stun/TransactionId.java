package dev.tincan.stun;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/// The 96 bits that tie a response to its request (RFC 8489 §5).
public record TransactionId(int high, long low) {
  public static final int BYTES = 12;

  public static TransactionId random(RandomGenerator random) {
    return new TransactionId(random.nextInt(), random.nextLong());
  }

  static TransactionId read(ByteBuffer message, int at) {
    return new TransactionId(message.getInt(at), message.getLong(at + Integer.BYTES));
  }

  void write(ByteBuffer message) {
    message.putInt(high).putLong(low);
  }
}
