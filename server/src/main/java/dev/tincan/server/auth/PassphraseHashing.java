package dev.tincan.server.auth;

import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Passphrases of calls as PBKDF2 with HMAC-SHA-512, slow on purpose: a stolen database does not
/// give them away. Safe for use by any thread.
///
/// The text is `pbkdf2-sha512$ITERATIONS$SALT$HASH` in base64, so that the number of iterations may
/// grow without breaking what is stored.
public final class PassphraseHashing {
  /// OWASP's recommendation of 2023.
  private static final int ITERATIONS = 210_000;

  private static final String KIND = "pbkdf2-sha512";
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  public PassphraseHash hash(Passphrase passphrase) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder();
    return new PassphraseHash(
        String.join(
            "$",
            KIND,
            Integer.toString(ITERATIONS),
            base64.encodeToString(salt),
            base64.encodeToString(derive(passphrase, salt, ITERATIONS))));
  }

  /// Takes as long for a wrong one as for the right one.
  ///
  /// @throws IllegalStateException when what is stored is no such hash
  public boolean matches(Passphrase passphrase, PassphraseHash hash) {
    String[] parts = hash.encoded().split("\\$", -1);
    if (parts.length != 4 || !parts[0].equals(KIND)) {
      throw new IllegalStateException("The stored hash of a passphrase is of no known kind");
    }
    Base64.Decoder base64 = Base64.getDecoder();
    byte[] derived = derive(passphrase, base64.decode(parts[2]), Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(derived, base64.decode(parts[3]));
  }

  private static byte[] derive(Passphrase passphrase, byte[] salt, int iterations) {
    var spec =
        new PBEKeySpec(
            passphrase.unredacted().toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has PBKDF2 with SHA-512", e);
    } finally {
      spec.clearPassword();
    }
  }
}
