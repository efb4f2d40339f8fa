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
  /// Says that a server knows RFC 8489 (§9.2). Four characters behind it are 24 bits of security
  /// features.
  static final String COOKIE = "obMatJos2";

  private static final int FEATURE_CHARACTERS = 4;

  /// 2 bytes of time, in minutes, and 6 of hash make 11 characters, the whole nonce 24: an answer
  /// to a stranger should be short. Who guesses 48 bits has gained what everybody is given for
  /// asking.
  private static final int TIME_BYTES = 2;

  private static final int HASH_BYTES = 6;
  private static final int MINUTE_MASK = 0xFFFF;

  private final byte[] secret;
  private final Duration life;

  public NonceSource(byte[] secret, Duration life) {
    this.secret = secret.clone();
    this.life = life;
  }

  /// The security features that a nonce promises (RFC 8489 §18.1).
  public enum Features {
    NONE("AAAA"),
    /// Password algorithms: bit 0, the highest one. Not username anonymity, bit 1: who sees it must
    /// hide its name, and names made elsewhere with the same secret cannot be found by their hash.
    ALGORITHMS("gAAA");

    private final String characters;

    Features(String characters) {
      this.characters = characters;
    }
  }

  public enum Check {
    VALID,
    /// Too old, made for another address, or made by somebody else: for the client all the same.
    STALE
  }

  /// @param transport a number for the transport protocol, the same when it is checked
  public String issue(TransportAddress client, int transport, Features features, Instant now) {
    byte[] nonce = make(minute(now), client, transport);
    return COOKIE
        + features.characters
        + Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  /// A nonce with other features than these is stale too: nobody can talk a client out of them.
  public Check check(
      String nonce, TransportAddress client, int transport, Features features, Instant now) {
    byte[] shown = decode(nonce, features);
    if (shown.length != TIME_BYTES + HASH_BYTES) {
      return Check.STALE;
    }
    int made = ByteBuffer.wrap(shown).getShort() & MINUTE_MASK;
    // Minutes wrap after 45 days; the difference does not mind.
    int age = (minute(now) - made) & MINUTE_MASK;
    boolean genuine = MessageDigest.isEqual(shown, make(made, client, transport));
    return genuine && age <= life.toMinutes() ? Check.VALID : Check.STALE;
  }

  private static int minute(Instant now) {
    return (int) (now.getEpochSecond() / 60) & MINUTE_MASK;
  }

  /// Whether the nonce promises that the server knows password algorithms.
  public static boolean promises(String nonce) {
    return nonce.startsWith(COOKIE + Features.ALGORITHMS.characters);
  }

  private static byte[] decode(String nonce, Features features) {
    if (!nonce.startsWith(COOKIE + features.characters)) {
      return new byte[0];
    }
    try {
      return Base64.getUrlDecoder()
          .decode(
              nonce
                  .substring(COOKIE.length() + FEATURE_CHARACTERS)
                  .getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private byte[] make(int minute, TransportAddress client, int transport) {
    byte[] ip = client.address().getAddress();
    ByteBuffer input = ByteBuffer.allocate(TIME_BYTES + 1 + Short.BYTES + ip.length);
    input.putShort((short) minute).put((byte) transport).putShort((short) client.port()).put(ip);
    byte[] hash = Arrays.copyOf(Hmac.SHA256.sign(secret, input.array()), HASH_BYTES);
    return ByteBuffer.allocate(TIME_BYTES + HASH_BYTES).putShort((short) minute).put(hash).array();
  }
}
