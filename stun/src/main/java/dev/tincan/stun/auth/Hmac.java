package dev.tincan.stun.auth;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The keyed hashes of RFC 8489 §14.5 and §14.6.
public enum Hmac {
  SHA1("HmacSHA1"),
  SHA256("HmacSHA256");

  private final String algorithm;

  Hmac(String algorithm) {
    this.algorithm = algorithm;
  }

  /// @param key at least one byte
  public byte[] sign(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(message);
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("every JDK has " + algorithm, impossible);
    }
  }
}
