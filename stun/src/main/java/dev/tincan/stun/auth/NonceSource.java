package dev.tincan.stun.auth;

import dev.tincan.stun.address.TransportAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/// Nonces that nobody has to remember: the second of their making and a keyed hash over it and the
/// client's 5-tuple side, so that no two addresses share one (RFC 8489 §9.2.4). Immutable.
public final class NonceSource {
  /// Says that a server knows RFC 8489 (§9.2); the four characters behind it are the security
  /// features, none of them set.
  static final String COOKIE = "obMatJos2" + "AAAA";

  /// 4 bytes of time and 11 of hash make 20 characters without padding: an answer to a stranger
  /// should be short.
  private static final int TIME_BYTES = 4;

  private static final int HASH_BYTES = 11;

  private final byte[] secret;
  private final Duration life;

  public NonceSource(byte[] secret, Duration life) {
    this.secret = secret.clone();
    this.life = life;
  }

  public enum Check {
    VALID,
    /// Too old, made for another address, or made by somebody else: for the client all the same.
    STALE
  }

  /// @param transport a number for the transport protocol, the same when it is checked
  public String issue(TransportAddress client, int transport, Instant now) {
    byte[] nonce = make((int) now.getEpochSecond(), client, transport);
    return COOKIE + Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  public Check check(String nonce, TransportAddress client, int transport, Instant now) {
    byte[] shown = decode(nonce);
    if (shown.length != TIME_BYTES + HASH_BYTES) {
      return Check.STALE;
    }
    int second = ByteBuffer.wrap(shown).getInt();
    long age = now.getEpochSecond() - Integer.toUnsignedLong(second);
    boolean genuine = MessageDigest.isEqual(shown, make(second, client, transport));
    return genuine && age >= 0 && age <= life.toSeconds() ? Check.VALID : Check.STALE;
  }

  private static byte[] decode(String nonce) {
    if (!nonce.startsWith(COOKIE)) {
      return new byte[0];
    }
    try {
      return Base64.getUrlDecoder()
          .decode(nonce.substring(COOKIE.length()).getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private byte[] make(int second, TransportAddress client, int transport) {
    byte[] ip = client.address().getAddress();
    ByteBuffer input = ByteBuffer.allocate(TIME_BYTES + 1 + Short.BYTES + ip.length);
    input.putInt(second).put((byte) transport).putShort((short) client.port()).put(ip);
    byte[] hash = Arrays.copyOf(Hmac.SHA256.sign(secret, input.array()), HASH_BYTES);
    return ByteBuffer.allocate(TIME_BYTES + HASH_BYTES).putInt(second).put(hash).array();
  }
}
