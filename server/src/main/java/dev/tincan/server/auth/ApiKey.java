package dev.tincan.server.auth;

import dev.tincan.calls.session.Secret;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What an application shows to use the API: `tin_`, twelve letters that name the key, `_`, and a
/// secret of 256 bits.
public record ApiKey(String id, Secret secret) {
  private static final String PREFIX = "tin_";
  private static final int ID_LENGTH = 12;
  private static final int LETTERS = 26;
  private static final int SECRET_AT = PREFIX.length() + ID_LENGTH + 1;

  /// A fresh key.
  public static ApiKey random(RandomGenerator random) {
    var id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append((char) ('a' + random.nextInt(LETTERS)));
    }
    return new ApiKey(id.toString(), Secret.random(random));
  }

  /// Empty when the text cannot be a key.
  public static Optional<ApiKey> parse(String text) {
    if (text.length() <= SECRET_AT || !text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String id = text.substring(PREFIX.length(), SECRET_AT - 1);
    if (text.charAt(SECRET_AT - 1) != '_' || !id.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
      return Optional.empty();
    }
    return Secret.parse(text.substring(SECRET_AT)).map(secret -> new ApiKey(id, secret));
  }

  /// To be shown once, never for a log.
  public String unredacted() {
    return PREFIX + id + "_" + secret.unredacted();
  }

  @Override
  public String toString() {
    return "ApiKey[" + id + "]";
  }
}
