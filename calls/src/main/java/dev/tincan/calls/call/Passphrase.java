package dev.tincan.calls.call;

import java.text.Normalizer;
import java.util.Optional;

/// What a guest has to know to come into a call. Only who types it and the slow hash of it know it:
/// see [PassphraseHash].
public record Passphrase(String unredacted) {

  /// Characters of a passphrase.
  public static final int LENGTH_MAX = 100;

  /// Without spaces at its ends, and composed alike on every keyboard. Empty when nothing is left
  /// or it is too long.
  public static Optional<Passphrase> parse(String text) {
    String normal = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
    return normal.isEmpty() || normal.length() > LENGTH_MAX
        ? Optional.empty()
        : Optional.of(new Passphrase(normal));
  }

  @Override
  public String toString() {
    return "Passphrase[…]";
  }
}
