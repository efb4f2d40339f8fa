package dev.tincan.calls.call;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/// A name people chose, normalised, so that two who type the same meet [S16].
public record CallName(String value) implements CallRef {

  /// Letters of a normalised name.
  public static final int LENGTH_MAX = 64;

  public CallName {
    int length = value.codePointCount(0, value.length());
    if (length == 0 || length > LENGTH_MAX || CallId.isCallId(value)) {
      throw new IllegalArgumentException("Not a normalised call name");
    }
  }

  /// NFKC, case folded, spaces and underscores to one `-`, none at the ends. Empty when nothing is
  /// left, when it is longer than [#LENGTH_MAX], or when it holds anything but letters, digits, `-`
  /// and `.`.
  static Optional<String> normalise(String text) {
    String folded = foldCase(Normalizer.normalize(text, Normalizer.Form.NFKC));
    String composed = Normalizer.normalize(folded, Normalizer.Form.NFKC);
    var name = new StringBuilder(composed.length());
    for (int i = 0; i < composed.length(); ) {
      int c = composed.codePointAt(i);
      i += Character.charCount(c);
      if (isSeparator(c)) {
        if (!name.isEmpty() && name.charAt(name.length() - 1) != '-') {
          name.append('-');
        }
      } else if (isNameLetter(c, name.isEmpty())) {
        name.appendCodePoint(c);
      } else {
        return Optional.empty();
      }
    }
    if (!name.isEmpty() && name.charAt(name.length() - 1) == '-') {
      name.setLength(name.length() - 1);
    }
    int length = name.codePointCount(0, name.length());
    // Of dots alone, `/c/..` would lead elsewhere.
    boolean readable = name.codePoints().anyMatch(Character::isLetterOrDigit);
    return !readable || length > LENGTH_MAX ? Optional.empty() : Optional.of(name.toString());
  }

  @Override
  public String toString() {
    return "CallName[…]";
  }

  /// Java has no full case folding. Lower, upper and lower case again comes to the same where it
  /// matters: `ẞ` and `ß` become `ss`, a final sigma becomes a sigma. The last step goes letter by
  /// letter, as that of a whole string would make a sigma final again.
  private static String foldCase(String text) {
    String upper = text.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
    var folded = new StringBuilder(upper.length());
    upper.codePoints().forEach(c -> folded.appendCodePoint(Character.toLowerCase(c)));
    return folded.toString();
  }

  private static boolean isSeparator(int c) {
    return c == '-' || c == '_' || Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /// Combining marks belong to letters in many scripts; one may not come first.
  private static boolean isNameLetter(int c, boolean first) {
    return Character.isLetterOrDigit(c) || c == '.' || (!first && isMark(c));
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}
