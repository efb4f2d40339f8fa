package dev.tincan.calls.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of a [Secret] as 64 lower-case hex digits. A secret of 256 random bits needs no salt and
/// no slow hash.
///
/// Looking a hash up in a map leaks nothing useful by its timing: to steer the hash one must guess
/// the secret.
public record SecretHash(String hex) {

  private static final int LENGTH = 64;

  public SecretHash {
    if (hex.length() != LENGTH || !hex.chars().allMatch(SecretHash::isLowerHex)) {
      throw new IllegalArgumentException("Not a SHA-256 in hex");
    }
  }

  /// The hash of the secret's text.
  public static SecretHash of(Secret secret) {
    try {
      byte[] text = secret.unredacted().getBytes(StandardCharsets.US_ASCII);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return new SecretHash(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /// Compares in constant time.
  public boolean matches(Secret secret) {
    return MessageDigest.isEqual(
        hex.getBytes(StandardCharsets.US_ASCII),
        of(secret).hex().getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "SecretHash[…]";
  }

  private static boolean isLowerHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
}
