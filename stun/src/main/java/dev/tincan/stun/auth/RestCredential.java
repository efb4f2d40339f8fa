package dev.tincan.stun.auth;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// A TURN REST credential: the name carries its own end, the password is a keyed hash of it, so
/// that whoever knows the secret can mint and check without a word to each other
/// (draft-uberti-behave-turn-rest, the scheme of coturn's `use-auth-secret`).
///
/// @param username `expiryUnixSeconds:name`
/// @param password base64(HMAC-SHA1(secret, username))
public record RestCredential(String username, String password) {
  /// Seconds fit eleven digits for the next three thousand years.
  private static final int EXPIRY_DIGITS_MAX = 11;

  public static RestCredential mint(byte[] secret, String name, Instant expiresAt) {
    String username = expiresAt.getEpochSecond() + ":" + name;
    return new RestCredential(username, password(secret, username));
  }

  /// The password of a name.
  public static String password(byte[] secret, String username) {
    byte[] hash = Hmac.SHA1.sign(secret, username.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(hash);
  }

  /// When a name ends; empty when it is not of this kind.
  public static Optional<Instant> expiry(String username) {
    int colon = username.indexOf(':');
    if (colon < 1
        || colon > EXPIRY_DIGITS_MAX
        || !username.substring(0, colon).chars().allMatch(RestCredential::isDigit)) {
      return Optional.empty();
    }
    return Optional.of(Instant.ofEpochSecond(Long.parseLong(username.substring(0, colon))));
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public String toString() {
    return "RestCredential[" + username + "]";
  }
}
