package dev.tincan.calls.session;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// The secret that takes a session up again on another connection [S12].
public record ResumeToken(Secret secret) {

  /// A fresh token.
  public static ResumeToken random(RandomGenerator random) {
    return new ResumeToken(Secret.random(random));
  }

  /// Empty when the text cannot be a token.
  public static Optional<ResumeToken> parse(String text) {
    return Secret.parse(text).map(ResumeToken::new);
  }

  /// The text on the wire; never for a log.
  public String unredacted() {
    return secret.unredacted();
  }

  /// What the server keeps.
  public SecretHash hash() {
    return secret.hash();
  }
}
