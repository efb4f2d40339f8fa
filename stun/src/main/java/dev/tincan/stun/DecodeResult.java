package dev.tincan.stun;

import dev.tincan.stun.auth.Integrity;

/// What a datagram turned out to be.
public sealed interface DecodeResult {
  /// @param integrity what protects the message, to be verified once the key is known
  record Decoded(StunMessage message, Integrity integrity) implements DecodeResult {}

  /// No STUN header with the magic cookie.
  record NotStun() implements DecodeResult {}

  /// A STUN header with something behind it that cannot be.
  record Malformed(Fault fault) implements DecodeResult {}

  enum Fault {
    LENGTH,
    METHOD,
    ATTRIBUTE,
    FINGERPRINT
  }
}
