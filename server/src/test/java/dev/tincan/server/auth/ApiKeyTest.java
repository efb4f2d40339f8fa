package dev.tincan.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
  @Test
  void aKeyIsReadBackFromItsText() {
    ApiKey key = ApiKey.random(new SecureRandom());
    assertThat(ApiKey.parse(key.unredacted())).contains(key);
  }

  @Test
  void aKeyDoesNotShowItself() {
    ApiKey key = ApiKey.random(new SecureRandom());
    assertThat(key.toString()).contains(key.id()).doesNotContain(key.secret().unredacted());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tin_",
        "tin_abcdefghijkl_",
        "tin_abcdefghijkl_tooshort",
        "tin_ABCDEFGHIJKL_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "tin_abcdefghijkl-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abc_abcdefghijkl_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "tin_abcdefghijkl_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void whatIsNoKeyIsNotTakenForOne(String text) {
    assertThat(ApiKey.parse(text)).isEmpty();
  }
}
