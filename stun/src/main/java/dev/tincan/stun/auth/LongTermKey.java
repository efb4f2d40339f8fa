package dev.tincan.stun.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;

/// Keys of the long-term credential mechanism (RFC 8489 §9.2.2).
public final class LongTermKey {
  private LongTermKey() {}

  /// MD5(username ":" realm ":" password), the key that every client knows (RFC 8489 §18.5.1.1).
  public static byte[] md5(String username, String realm, String password) {
    return of(PasswordAlgorithm.MD5, username, realm, password);
  }

  /// The same by either algorithm (RFC 8489 §18.5.1).
  public static byte[] of(
      PasswordAlgorithm algorithm, String username, String realm, String password) {
    return hash(algorithm.digest(), username + ":" + opaque(realm) + ":" + opaque(password));
  }

  /// USERHASH: SHA-256(username ":" realm) (RFC 8489 §14.4).
  public static byte[] userHash(String username, String realm) {
    return hash("SHA-256", username + ":" + opaque(realm));
  }

  private static byte[] hash(String digest, String text) {
    try {
      return MessageDigest.getInstance(digest).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has " + digest, impossible);
    }
  }

  /// The OpaqueString profile (RFC 8265 §4.2): spaces of other scripts become the ASCII one, then
  /// NFC.
  static String opaque(String text) {
    var mapped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c ->
            mapped.appendCodePoint(Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c));
    return Normalizer.normalize(mapped, Normalizer.Form.NFC);
  }
}
