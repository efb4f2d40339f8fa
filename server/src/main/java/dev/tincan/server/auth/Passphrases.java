package dev.tincan.server.auth;

import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Makes what is stored of a passphrase, slowly: PBKDF2 with SHA-256.
public final class Passphrases {
  private static final int ITERATIONS = 210_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;

  private Passphrases() {}

  public static PassphraseHash hash(Passphrase passphrase, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    var spec =
        new PBEKeySpec(passphrase.unredacted().toCharArray(), salt, ITERATIONS, HASH_BITS);
    try {
      byte[] hash =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      var base64 = Base64.getUrlEncoder().withoutPadding();
      return new PassphraseHash(
          "pbkdf2-sha256:%d:%s:%s"
              .formatted(ITERATIONS, base64.encodeToString(salt), base64.encodeToString(hash)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has PBKDF2", impossible);
    }
  }
}
