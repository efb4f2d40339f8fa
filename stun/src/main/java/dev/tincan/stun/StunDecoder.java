package dev.tincan.stun;

import dev.tincan.stun.DecodeResult.Fault;
import dev.tincan.stun.DecodeResult.Malformed;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.auth.Integrity;
import dev.tincan.stun.auth.Integrity.Seal;
import dev.tincan.stun.codec.AttributeDecoder;
import dev.tincan.stun.codec.AttributeType;
import dev.tincan.stun.demux.StunHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/// Bytes -> message. Never throws, never reads beyond the limit, leaves the buffer as it was.
public final class StunDecoder {
  private static final int ATTRIBUTE_HEADER_BYTES = 4;
  private static final int SHA1_BYTES = 20;
  private static final int SHA256_BYTES = 32;

  /// What FINGERPRINT is XORed with (RFC 8489 §14.7).
  static final int FINGERPRINT_XOR = 0x5354554E;

  private final ByteBuffer bytes;
  private final int start;
  private final int end;
  private final List<StunAttribute> attributes = new ArrayList<>();
  private Optional<Seal> sha1 = Optional.empty();
  private Optional<Seal> sha256 = Optional.empty();

  private StunDecoder(ByteBuffer bytes) {
    this.bytes = bytes;
    this.start = bytes.position();
    this.end = bytes.limit();
  }

  /// Reads the whole of `[position, limit)` as one message.
  public static DecodeResult decode(ByteBuffer bytes) {
    return new StunDecoder(bytes).decode();
  }

  /// RFC 8489 §5, §6.3.
  private DecodeResult decode() {
    if (end - start < StunHeader.BYTES
        || (bytes.get(start) & 0xC0) != 0
        || bytes.getInt(start + 4) != StunHeader.MAGIC_COOKIE) {
      return new DecodeResult.NotStun();
    }
    int length = bytes.getShort(start + 2) & 0xFFFF;
    if (length % 4 != 0 || length != end - start - StunHeader.BYTES) {
      return new Malformed(Fault.LENGTH);
    }
    int type = bytes.getShort(start) & 0x3FFF;
    Optional<StunMethod> method =
        StunMethod.of((type & 0x000F) | (type & 0x00E0) >> 1 | (type & 0x3E00) >> 2);
    if (method.isEmpty()) {
      return new Malformed(Fault.METHOD);
    }
    Optional<Fault> fault = readAttributes();
    if (fault.isPresent()) {
      return new Malformed(fault.get());
    }
    StunClass stunClass = StunClass.of((type & 0x0100) >> 7 | (type & 0x0010) >> 4);
    var message =
        new StunMessage(stunClass, method.get(), TransactionId.read(bytes, start + 8), attributes);
    return new DecodeResult.Decoded(message, new Integrity(sha1, sha256));
  }

  private Optional<Fault> readAttributes() {
    var decoder = new AttributeDecoder(bytes, start);
    int at = start + StunHeader.BYTES;
    while (at < end) {
      if (end - at < ATTRIBUTE_HEADER_BYTES) {
        return Optional.of(Fault.ATTRIBUTE);
      }
      int type = bytes.getShort(at) & 0xFFFF;
      int length = bytes.getShort(at + 2) & 0xFFFF;
      int value = at + ATTRIBUTE_HEADER_BYTES;
      int next = value + (length + 3 & ~3);
      if (next > end) {
        return Optional.of(Fault.ATTRIBUTE);
      }
      if (type == AttributeType.FINGERPRINT) {
        // Nothing may follow it (RFC 8489 §14.7).
        return next == end && length == Integer.BYTES && isFingerprint(at, value)
            ? Optional.empty()
            : Optional.of(Fault.FINGERPRINT);
      }
      if (type == AttributeType.MESSAGE_INTEGRITY
          || type == AttributeType.MESSAGE_INTEGRITY_SHA256) {
        if (!readSeal(type, at, length)) {
          return Optional.of(Fault.ATTRIBUTE);
        }
      } else if (sha1.isEmpty() && sha256.isEmpty()) {
        // Behind an integrity attribute everything else is ignored (RFC 8489 §9).
        attributes.add(decoder.decode(type, value, length));
      }
      at = next;
    }
    return Optional.empty();
  }

  /// False when the length cannot be. A repeated one is ignored, and so is a SHA-1 one behind the
  /// SHA-256 one.
  private boolean readSeal(int type, int at, int length) {
    boolean isSha1 = type == AttributeType.MESSAGE_INTEGRITY;
    if (length != (isSha1 ? SHA1_BYTES : SHA256_BYTES)) {
      return false;
    }
    if (isSha1 && sha1.isEmpty() && sha256.isEmpty()) {
      sha1 = Optional.of(seal(at, length));
    } else if (!isSha1 && sha256.isEmpty()) {
      sha256 = Optional.of(seal(at, length));
    }
    return true;
  }

  /// The length field counts up to the end of the integrity attribute (RFC 8489 §14.5, §14.6).
  private Seal seal(int at, int length) {
    byte[] covered = new byte[at - start];
    bytes.get(start, covered);
    int counted = at + ATTRIBUTE_HEADER_BYTES + length - start - StunHeader.BYTES;
    ByteBuffer.wrap(covered).putShort(2, (short) counted);
    byte[] hash = new byte[length];
    bytes.get(at + ATTRIBUTE_HEADER_BYTES, hash);
    return new Seal(covered, hash);
  }

  private boolean isFingerprint(int at, int value) {
    var crc = new CRC32();
    crc.update(bytes.slice(start, at - start));
    return ((int) crc.getValue() ^ FINGERPRINT_XOR) == bytes.getInt(value);
  }
}
