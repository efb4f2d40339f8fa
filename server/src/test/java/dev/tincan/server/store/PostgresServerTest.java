package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.PostgresUrl;
import dev.tincan.server.config.Secret;
import dev.tincan.server.testing.TestPostgres;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A PostgreSQL that cannot be used is said in one sentence, without the password.
class PostgresServerTest {
  private final PostgresUrl good = TestPostgres.freshDatabase();

  @Test
  void whereNobodyAnswersTheAddressIsNamed() {
    refused(
        new PostgresUrl(
            "localhost", 1, "calls", "tin", Optional.of(new Secret("geheim")), new Secret("")),
        "PostgreSQL at localhost:1 cannot be reached");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() {
    refused(
        new PostgresUrl(
            good.host(), good.port(), "nothing", good.user(), good.password(), good.options()),
        "There is no database 'nothing'");
  }

  @Test
  void anUnknownUserIsNamed() {
    refused(
        new PostgresUrl(
            good.host(),
            good.port(),
            good.database(),
            "nobody",
            Optional.of(new Secret("geheim")),
            new Secret("")),
        "does not let the user 'nobody' in");
  }

  @Test
  void aUserWhoMayMakeNoTablesIsNamed() {
    TestPostgres.execute("CREATE USER reader PASSWORD 'geheim'");
    refused(
        new PostgresUrl(
            good.host(),
            good.port(),
            good.database(),
            "reader",
            Optional.of(new Secret("geheim")),
            new Secret("")),
        "The user 'reader' may not make tables");
  }

  @Test
  void anOddOptionIsSaid() {
    refused(
        new PostgresUrl(
            good.host(),
            good.port(),
            good.database(),
            good.user(),
            good.password(),
            new Secret("sslmode=odd")),
        "database-url");
  }

  private static void refused(PostgresUrl url, String said) {
    assertThatThrownBy(() -> TestDatabase.open(new PostgresServer(url)))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(said)
        .message()
        .satisfies(message -> assertThat(message.lines()).hasSize(1))
        .endsWith(".")
        .doesNotContain("geheim");
  }
}
