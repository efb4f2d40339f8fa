package dev.tincan.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailConfigTest {
  @ParameterizedTest
  @CsvSource({
    "smtp://mail.example.org, 25, false",
    "smtp://ada:pw@mail.example.org, 587, false",
    "smtp://ada:pw@mail.example.org:2525, 2525, false",
    "smtps://ada:pw@mail.example.org, 465, true"
  })
  void thePortIsTheUsualOne(String url, int port, boolean tls) {
    MailConfig mail = MailConfig.parse(url, "calls@example.org");
    assertThat(mail.port()).isEqualTo(port);
    assertThat(mail.tls()).isEqualTo(tls);
    assertThat(mail.host()).isEqualTo("mail.example.org");
  }

  @Test
  void userAndPasswordMayHaveAnyCharacter() {
    MailConfig mail = MailConfig.parse("smtp://calls%40example.org:a%3Ab+c@mail.example.org", "");
    assertThat(mail.from()).isEqualTo("calls@example.org");
    assertThat(mail.login().orElseThrow().password().unredacted()).isEqualTo("a:b+c");
    assertThat(mail.toString()).doesNotContain("a:b+c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://ada@mail.example.org",
        "smtp://ada:geheim@mail.example.org:99999",
        "smtp://ada:gehe im@mail.example.org"
      })
  void whatIsNoAddressOfAMailServerIsRefusedWithoutShowingThePassword(String url) {
    assertThatThrownBy(() -> MailConfig.parse(url, "calls@example.org"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("smtp-url")
        .hasMessageNotContaining("gehe");
  }

  @Test
  void withoutAnAddressToSendFromThereIsNoMail() {
    assertThatThrownBy(() -> MailConfig.parse("smtp://ada:pw@mail.example.org", ""))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("mail-from");
  }
}
