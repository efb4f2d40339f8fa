package dev.tincan.server.testing;

import dev.tincan.server.config.PostgresUrl;
import dev.tincan.server.config.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// A real PostgreSQL, started once for all tests of a run.
public final class TestPostgres {
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static @Nullable EmbeddedPostgres server;

  private TestPostgres() {}

  /// A database with nothing in it. Where there is no PostgreSQL for the machine, the test is
  /// skipped.
  public static PostgresUrl freshDatabase() {
    Assumptions.assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "there is no PostgreSQL for tests on this machine");
    EmbeddedPostgres postgres = server();
    String name = "tincan" + DATABASES.incrementAndGet();
    execute("CREATE DATABASE " + name);
    return new PostgresUrl(
        "localhost",
        postgres.getPort(),
        name,
        "postgres",
        Optional.of(new Secret("postgres")),
        new Secret(""));
  }

  /// As its superuser.
  public static void execute(String sql) {
    try (Connection connection = server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        server = EmbeddedPostgres.builder().setPGStartupWait(START_PATIENCE).start();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    return server;
  }
}
