package dev.tincan.calls.session;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// The public name of one session: 128 random bits as 22 letters of base64url; it lives exactly as
/// long as its session [S11].
public record ParticipantId(String value) {

  private static final int BYTES = 16;
  private static final int LENGTH = 22;

  public ParticipantId {
    if (!Base64Url.isText(value, LENGTH)) {
      throw new IllegalArgumentException("Not a participant id");
    }
  }

  /// A fresh id.
  public static ParticipantId random(RandomGenerator random) {
    return new ParticipantId(Base64Url.random(random, BYTES));
  }

  /// Empty when the text cannot be a participant id.
  public static Optional<ParticipantId> parse(String text) {
    return Base64Url.isText(text, LENGTH) ? Optional.of(new ParticipantId(text)) : Optional.empty();
  }
}
