package dev.tincan.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import org.junit.jupiter.api.Test;

class PassphraseHashingTest {
  private static final Passphrase SESAME = Passphrase.parse(" open sesame ").orElseThrow();
  private final PassphraseHashing hashing = new PassphraseHashing();

  @Test
  void onlyTheSamePassphraseMatches() {
    PassphraseHash hash = hashing.hash(SESAME);

    assertThat(hashing.matches(SESAME, hash)).isTrue();
    assertThat(hashing.matches(new Passphrase("open barley"), hash)).isFalse();
  }

  @Test
  void theSamePassphraseIsStoredDifferentlyEachTime() {
    PassphraseHash hash = hashing.hash(SESAME);

    assertThat(hash).isNotEqualTo(hashing.hash(SESAME));
    assertThat(hash.encoded()).startsWith("pbkdf2-sha512$210000$").doesNotContain("sesame");
  }
}
