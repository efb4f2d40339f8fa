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
    String text = username + ":" + opaque(realm) + ":" + opaque(password);
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has MD5", impossible);
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
