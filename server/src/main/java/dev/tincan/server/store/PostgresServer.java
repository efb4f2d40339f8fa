package dev.tincan.server.store;

import com.zaxxer.hikari.HikariConfig;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.PostgresUrl;
import dev.tincan.server.config.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.postgresql.ds.PGSimpleDataSource;

/// A PostgreSQL database.
record PostgresServer(PostgresUrl url) implements Engine {
  private static final int CONNECTIONS = 8;

  /// Nobody waits longer for a database that does not answer.
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(15);

  @Override
  public HikariConfig pool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(CONNECT_PATIENCE.toMillis());
    config.setValidationTimeout(CONNECT_PATIENCE.toMillis() / 2);
    config.setPoolName("postgresql");
    return config;
  }

  PGSimpleDataSource source() {
    var source = new PGSimpleDataSource();
    try {
      source.setUrl(
          "jdbc:postgresql://%s:%d/%s?%s"
              .formatted(
                  url.host(), url.port(), encoded(url.database()), url.options().unredacted()));
    } catch (IllegalArgumentException odd) {
      // Its message holds the address: neither said nor kept.
      throw new InvalidConfig(
          "database-url has an option behind the question mark that cannot be used; take it away or correct it.");
    }
    source.setUser(url.user());
    source.setPassword(url.password().map(Secret::unredacted).orElse(null));
    source.setConnectTimeout((int) CONNECT_PATIENCE.toSeconds());
    source.setSocketTimeout((int) ANSWER_PATIENCE.toSeconds());
    source.setTcpKeepAlive(true);
    source.setApplicationName("tincan");
    return source;
  }

  private static String encoded(String database) {
    return URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public void opened() {
    // Nothing to see to: who may read it is PostgreSQL's matter.
  }

  @Override
  public InvalidConfig unusable(RuntimeException cause) {
    Optional<SQLException> failure = failure(cause);
    String state = failure.map(SQLException::getSQLState).orElse("");
    return new InvalidConfig(said(state, why(failure.isPresent() ? failure.get() : cause)), cause);
  }

  private String said(String state, String why) {
    return switch (state) {
      case "28P01", "28000" ->
          "PostgreSQL at %s does not let the user '%s' in (%s); check user and password in database-url."
              .formatted(url.place(), url.user(), why);
      case "3D000" ->
          "There is no database '%s' at %s; make it, such as by 'createdb %s', or correct database-url."
              .formatted(url.database(), url.place(), url.database());
      case "42501" ->
          "The user '%s' may not make tables in the database '%s' at %s; make it the owner of the database."
              .formatted(url.user(), url.database(), url.place());
      case "08001", "08004", "08006", "57P03" ->
          "PostgreSQL at %s cannot be reached (%s); check that it runs there and that database-url is right."
              .formatted(url.place(), why);
      default ->
          "The database '%s' at %s cannot be used (%s); see to that, or give another database-url."
              .formatted(url.database(), url.place(), why);
    };
  }

  /// Its first line; the driver never puts the password into it.
  private static String why(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("^FATAL: ", "")
        .replaceFirst("\\.$", "");
  }

  static Optional<SQLException> failure(Throwable thrown) {
    return Stream.iterate(thrown, it -> it != null, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .filter(failure -> failure.getSQLState() != null)
        .findFirst();
  }

  @Override
  public void eraseForGood(Handle handle) {
    // PostgreSQL clears deleted rows away by itself, in its own time.
  }

  @Override
  public void erased(Handle handle) {
    // As above.
  }

  @Override
  public Ownership own() {
    return PostgresLock.take(this);
  }
}
