package dev.tincan.calls.session;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// 256 random bits as 43 letters of base64url: what a resume token and a host key are made of. Only
/// its holder and the frame that hands it over know it; the core keeps its [SecretHash].
public record Secret(String unredacted) {

  private static final int BYTES = 32;
  private static final int LENGTH = 43;

  public Secret {
    if (!Base64Url.isText(unredacted, LENGTH)) {
      throw new IllegalArgumentException("Not a secret of 256 bits");
    }
  }

  /// A fresh secret.
  public static Secret random(RandomGenerator random) {
    return new Secret(Base64Url.random(random, BYTES));
  }

  /// Empty when the text cannot be a secret.
  public static Optional<Secret> parse(String text) {
    return Base64Url.isText(text, LENGTH) ? Optional.of(new Secret(text)) : Optional.empty();
  }

  /// What may be kept and stored.
  public SecretHash hash() {
    return SecretHash.of(this);
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }
}
