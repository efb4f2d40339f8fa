package dev.tincan.calls.call;

import java.util.random.RandomGenerator;

/// The unguessable id of a created call: fourteen random letters, `abcd-efghij-klmn` (65 bits)
/// [S16].
public record CallId(String value) implements CallRef {

  private static final String SHAPE = "xxxx-xxxxxx-xxxx";
  private static final int LETTERS = 26;

  public CallId {
    if (!isCallId(value)) {
      throw new IllegalArgumentException("Not a call id");
    }
  }

  /// A fresh id.
  public static CallId random(RandomGenerator random) {
    var id = new StringBuilder(SHAPE);
    for (int i = 0; i < id.length(); i++) {
      if (id.charAt(i) != '-') {
        id.setCharAt(i, (char) ('a' + random.nextInt(LETTERS)));
      }
    }
    return new CallId(id.toString());
  }

  /// Whether the text has the shape of a call id.
  public static boolean isCallId(String text) {
    if (text.length() != SHAPE.length()) {
      return false;
    }
    for (int i = 0; i < SHAPE.length(); i++) {
      char c = text.charAt(i);
      boolean fits = SHAPE.charAt(i) == '-' ? c == '-' : c >= 'a' && c <= 'z';
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "CallId[" + value.substring(0, 2) + "…]";
  }
}
