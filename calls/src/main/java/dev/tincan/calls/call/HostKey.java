package dev.tincan.calls.call;

import dev.tincan.calls.session.Secret;
import dev.tincan.calls.session.SecretHash;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The secret that makes whoever joins with it a host of the call [S17]; stored only as its hash.
public record HostKey(Secret secret) {

  /// A fresh key.
  public static HostKey random(RandomGenerator random) {
    return new HostKey(Secret.random(random));
  }

  /// Empty when the text cannot be a host key.
  public static Optional<HostKey> parse(String text) {
    return Secret.parse(text).map(HostKey::new);
  }

  /// The text on the wire; never for a log.
  public String unredacted() {
    return secret.unredacted();
  }

  /// What is kept of it.
  public SecretHash hash() {
    return secret.hash();
  }
}
