package dev.tincan.stun;

import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.auth.Hmac;
import dev.tincan.stun.codec.AttributeEncoder;
import dev.tincan.stun.codec.AttributeType;
import dev.tincan.stun.demux.StunHeader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/// Message -> bytes.
public final class StunEncoder {
  /// Room for everything but the bytes of DATA and texts of the longest kind.
  private static final int BYTES_USUAL = 4_096;

  private StunEncoder() {}

  /// The message without integrity.
  public static byte[] encode(StunMessage message) {
    return bytes(buffer(message));
  }

  /// The message with MESSAGE-INTEGRITY.
  public static byte[] encode(StunMessage message, byte[] key) {
    return encode(message, key, Hmac.SHA1);
  }

  /// The message with the integrity attribute of this hash.
  public static byte[] encode(StunMessage message, byte[] key, Hmac hmac) {
    ByteBuffer buffer = buffer(message);
    int type =
        switch (hmac) {
          case SHA1 -> AttributeType.MESSAGE_INTEGRITY;
          case SHA256 -> AttributeType.MESSAGE_INTEGRITY_SHA256;
        };
    int hashBytes =
        switch (hmac) {
          case SHA1 -> 20;
          case SHA256 -> 32;
        };
    setLength(buffer, buffer.position() + 4 + hashBytes);
    AttributeEncoder.bytes(buffer, type, hmac.sign(key, bytes(buffer)));
    return bytes(buffer);
  }

  /// The encoded message with FINGERPRINT behind it (RFC 8489 §14.7).
  public static byte[] withFingerprint(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.allocate(encoded.length + 8).put(encoded);
    setLength(buffer, encoded.length + 8);
    var crc = new CRC32();
    crc.update(buffer.array(), 0, encoded.length);
    int fingerprint = (int) crc.getValue() ^ StunDecoder.FINGERPRINT_XOR;
    AttributeEncoder.bytes(
        buffer,
        AttributeType.FINGERPRINT,
        ByteBuffer.allocate(Integer.BYTES).putInt(fingerprint).array());
    return buffer.array();
  }

  private static ByteBuffer buffer(StunMessage message) {
    int dataBytes = message.first(Data.class).map(data -> data.bytes().length).orElse(0);
    ByteBuffer buffer = ByteBuffer.allocate(BYTES_USUAL + dataBytes);
    int method = message.method().number();
    int stunClass = message.stunClass().bits();
    int type =
        (method & 0x000F)
            | (method & 0x0070) << 1
            | (method & 0x0F80) << 2
            | (stunClass & 0b01) << 4
            | (stunClass & 0b10) << 7;
    buffer.putShort((short) type).putShort((short) 0).putInt(StunHeader.MAGIC_COOKIE);
    message.transactionId().write(buffer);
    for (StunAttribute attribute : message.attributes()) {
      AttributeEncoder.encode(attribute, buffer);
    }
    setLength(buffer, buffer.position());
    return buffer;
  }

  private static void setLength(ByteBuffer buffer, int end) {
    buffer.putShort(2, (short) (end - StunHeader.BYTES));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return bytes;
  }
}
