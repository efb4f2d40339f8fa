package dev.tincan.stun.auth;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How a key is made of a password (RFC 8489 §18.5).
public enum PasswordAlgorithm {
  MD5(1, "MD5"),
  SHA256(2, "SHA-256");

  private final int number;
  private final String digest;

  PasswordAlgorithm(int number, String digest) {
    this.number = number;
    this.digest = digest;
  }

  public static Optional<PasswordAlgorithm> of(int number) {
    return Stream.of(values()).filter(algorithm -> algorithm.number == number).findFirst();
  }

  /// What a server offers, best first.
  public static List<Integer> offer() {
    return List.of(SHA256.number, MD5.number);
  }

  public int number() {
    return number;
  }

  /// As the JDK calls it.
  String digest() {
    return digest;
  }
}
