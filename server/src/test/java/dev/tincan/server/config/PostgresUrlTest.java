package dev.tincan.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example:6432/calls?user=tin&sslmode=require&password=p%40ss%3A%2Fw%25+",
        "postgresql://tin:p%40ss%3A%2Fw%25+@db.example:6432/calls?sslmode=require",
        " postgres://tin:p%40ss%3A%2Fw%25+@db.example:6432/calls?sslmode=require "
      })
  void eachFormOfAnAddressIsUnderstood(String text) {
    assertThat(PostgresUrl.parse(text))
        .isEqualTo(
            new PostgresUrl(
                "db.example",
                6432,
                "calls",
                "tin",
                Optional.of(new Secret("p@ss:/w%+")),
                new Secret("sslmode=require")));
  }

  @Test
  void portAndPasswordMayBeLeftOut() {
    PostgresUrl url = PostgresUrl.parse("postgresql://tin@[::1]/calls");
    assertThat(url.place()).isEqualTo("[::1]:5432");
    assertThat(url.password()).isEmpty();
  }

  @Test
  void thePasswordIsNeverPartOfItsText() {
    assertThat(PostgresUrl.parse("postgresql://tin:geheim@host/db?sslpassword=geheim"))
        .asString()
        .contains("host")
        .doesNotContain("geheim");
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://tin:geheim@host/db, must begin with postgresql://",
    "geheim, must begin with postgresql://",
    "postgresql://tin:geheim@host, has no name of a database",
    "postgresql://tin:geheim@host/, has no name of a database",
    "postgresql://tin:geheim@host/a/b, has no name of a database",
    "postgresql://host/db?password=geheim, names no user",
    "postgresql://tin:geh eim@host/db, must be written as %..",
    "postgresql://tin:geheim@one:1;two:2/db, has no host",
    "postgresql:///db?password=geheim, has no host"
  })
  void whatIsWrongIsSaidWithoutTheSecret(String text, String said) {
    assertThatThrownBy(() -> PostgresUrl.parse(text))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(said)
        .hasMessageContaining("postgresql://user:password@host:5432/database")
        .message()
        .doesNotContain("geh");
  }
}
