package dev.tincan.calls.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.testkit.Seeds;
import org.junit.jupiter.api.Test;

final class SecretTest {

  @Test
  void s11_idsAndTokensAreBase64Url() {
    Seeds.forEach(
        100,
        random -> {
          assertThat(ParticipantId.random(random).value()).matches("[A-Za-z0-9_-]{22}");
          assertThat(ResumeToken.random(random).unredacted()).matches("[A-Za-z0-9_-]{43}");
        });
  }

  @Test
  void whatIsNoneIsNotParsed() {
    assertThat(ParticipantId.parse("k3v9m2x7q4w8z1t6r5y0pa")).isPresent();
    assertThat(ParticipantId.parse("k3v9m2x7q4w8z1t6r5y0p")).isEmpty();
    assertThat(ParticipantId.parse("k3v9m2x7q4w8z1t6r5y0p=")).isEmpty();
    assertThat(ResumeToken.parse("short")).isEmpty();
    assertThat(ResumeToken.parse("cjR0WmJ2SzlXcExxTTN4TjdZZEhzVWdGMmtKYUNvRWk")).isPresent();
    assertThatThrownBy(() -> new ParticipantId("x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Secret("x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SecretHash("x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHashMatchesItsSecretOnly() {
    Secret one = Secret.random(Seeds.of(1));
    Secret two = Secret.random(Seeds.of(2));
    assertThat(one.hash().matches(one)).isTrue();
    assertThat(one.hash().matches(two)).isFalse();
    assertThat(one + " " + one.hash())
        .doesNotContain(one.unredacted())
        .doesNotContain(one.hash().hex());
  }
}
