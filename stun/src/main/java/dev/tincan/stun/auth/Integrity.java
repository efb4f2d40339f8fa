package dev.tincan.stun.auth;

import java.security.MessageDigest;
import java.util.Optional;

/// What protects a message, kept until the key is known.
///
/// @param sha1 of MESSAGE-INTEGRITY (RFC 8489 §14.5)
/// @param sha256 of MESSAGE-INTEGRITY-SHA256 (RFC 8489 §14.6), full length only: TURN allows no
///   shorter one
public record Integrity(Optional<Seal> sha1, Optional<Seal> sha256) {
  public static final Integrity NONE = new Integrity(Optional.empty(), Optional.empty());

  /// @param covered the bytes under the seal, their length field set to the end of the integrity
  ///   attribute
  /// @param hash as it was sent
  public record Seal(byte[] covered, byte[] hash) {}

  /// Whether there is any.
  public boolean present() {
    return sha1.isPresent() || sha256.isPresent();
  }

  /// Whether it was made with this key: the stronger one counts if both are there (RFC 8489
  /// §9.2.4). Takes the same time whatever the difference.
  public boolean verify(byte[] key) {
    return sha256.isPresent() ? verify(sha256, Hmac.SHA256, key) : verify(sha1, Hmac.SHA1, key);
  }

  private static boolean verify(Optional<Seal> seal, Hmac hmac, byte[] key) {
    return seal.filter(s -> MessageDigest.isEqual(hmac.sign(key, s.covered()), s.hash()))
        .isPresent();
  }

  @Override
  public String toString() {
    return "Integrity[…]";
  }
}
