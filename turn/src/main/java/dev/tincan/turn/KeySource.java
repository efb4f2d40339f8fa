package dev.tincan.turn;

import dev.tincan.stun.auth.PasswordAlgorithm;
import java.util.Optional;

/// Where the core gets the long-term key of a user from (RFC 8489 §9.2.2).
public interface KeySource {
  /// What the key is wanted for.
  enum Use {
    /// A new allocation.
    ALLOCATE,
    /// Anything that presupposes one.
    CONTINUE
  }

  /// The key, or empty when the user is unknown, its time for this use is over, or it was revoked.
  Optional<byte[]> key(String username, PasswordAlgorithm algorithm, Use use, Now now);

  /// The user whose name and realm have this SHA-256 (RFC 8489 §14.4); empty when none is known.
  Optional<String> username(byte[] userHash);
}
